import { Refusal } from "./errors.ts";
import type { Limits, TokenGrant } from "./model.ts";
import type { Credential } from "./tokens.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

interface Window {
  readonly endsAt: number;
  used: number;
}

/** How much of its hour a token has used of `core` (REST) or `graphql`. */
export interface Budget {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Epoch seconds. */
  readonly reset: number;
}

/** What GitHub allows a token an hour when the sandbox was asked for nothing else. */
const PUBLISHED = { pat: 5000, installation: 5000, actions: 1000, anonymous: 60 } as const;

/** Counts requests as GitHub does, and refuses what is over the limits that were asked for. */
export class RateLimits {
  readonly #clock: () => Date;
  readonly #windows = new Map<string, Window>();
  readonly #content = new Map<string, number[]>();
  readonly #underWay = new Map<string, number>();
  #limits: Limits = {};

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  set(limits: Limits): void {
    this.#limits = limits;
  }

  budget(credential: Credential | undefined, resource: "core" | "graphql"): Budget {
    const window = this.#window(credential, resource);
    const enforced = this.#limits.requestsPerHour;
    const limit = enforced ?? PUBLISHED[credential?.grant.kind ?? "anonymous"];
    // A limit that is not enforced never runs out, or clients would stop by themselves.
    const remaining = Math.max(limit - window.used, enforced === undefined ? 1 : 0);
    return { limit, used: window.used, remaining, reset: Math.ceil(window.endsAt / 1000) };
  }

  /** @throws Refusal 403 when the token has used up its hour; counts the request otherwise. */
  spend(credential: Credential | undefined, resource: "core" | "graphql"): void {
    const { requestsPerHour } = this.#limits;
    const window = this.#window(credential, resource);
    if (requestsPerHour !== undefined && window.used >= requestsPerHour) {
      throw new Refusal(403, `API rate limit exceeded for ${described(credential?.grant)}.`, {
        body: {
          documentation_url: "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api",
        },
      });
    }
    window.used += 1;
  }

  /** @throws Refusal 403, the secondary limit, when this actor has created too much within a minute. */
  spendContent(actor: string, requestId: string): void {
    const { contentPerMinute } = this.#limits;
    if (contentPerMinute === undefined) return;
    const now = this.#clock().getTime();
    const recent = (this.#content.get(actor) ?? []).filter((at) => at > now - MINUTE);
    this.#content.set(actor, recent);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= contentPerMinute) {
      throw secondaryLimit(Math.ceil((oldest + MINUTE - now) / 1000), requestId, this.#clock());
    }
    recent.push(now);
  }

  /**
   * Counts a request under way.
   * @returns to be called when it is over
   * @throws Refusal 403, the secondary limit, when this actor has too many
   */
  enter(actor: string, requestId: string): () => void {
    const underWay = this.#underWay.get(actor) ?? 0;
    const { concurrent } = this.#limits;
    if (concurrent !== undefined && underWay >= concurrent)
      throw secondaryLimit(60, requestId, this.#clock());
    this.#underWay.set(actor, underWay + 1);
    return () => this.#underWay.set(actor, (this.#underWay.get(actor) ?? 1) - 1);
  }

  #window(credential: Credential | undefined, resource: string): Window {
    const key = `${resource}:${credential?.token ?? ""}`;
    const now = this.#clock().getTime();
    const known = this.#windows.get(key);
    if (known !== undefined && known.endsAt > now) return known;
    const window = { endsAt: now + HOUR, used: 0 };
    this.#windows.set(key, window);
    return window;
  }
}

function described(grant: TokenGrant | undefined): string {
  if (grant === undefined) return "127.0.0.1";
  return grant.kind === "pat" ? `user ${grant.actor}` : "installation";
}

/** GitHub's answer to too much at once. */
export function secondaryLimit(retryAfterSeconds: number, requestId: string, now: Date): Refusal {
  return new Refusal(
    403,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. " +
      `If you reach out to GitHub Support for help, please include the request ID ${requestId} and timestamp ` +
      `${now.toISOString().slice(0, 19).replace("T", " ")} UTC.`,
    {
      headers: { "retry-after": String(retryAfterSeconds) },
      body: {
        documentation_url:
          "https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
      },
    },
  );
}

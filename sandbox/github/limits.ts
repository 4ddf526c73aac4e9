import type { Accounts } from "./accounts.ts";
import { Refusal } from "./errors.ts";
import type { Limits, TokenGrant } from "./model.ts";
import type { Credential } from "./tokens.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

interface Window {
  readonly endsAt: number;
  used: number;
}

/** How much of its hourly budget of `core` (REST) or `graphql` a user or an installation has used. */
export interface Budget {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Epoch seconds. */
  readonly reset: number;
}

/** What GitHub allows per hour, unless the sandbox was given another limit. */
const PUBLISHED = { pat: 5000, user: 5000, installation: 5000, actions: 1000, anonymous: 60 } as const;

/** Counts requests as GitHub does, and refuses those over the requested limits. */
export class RateLimits {
  readonly #accounts: Accounts;
  readonly #clock: () => Date;
  readonly #windows = new Map<string, Window>();
  readonly #content = new Map<string, number[]>();
  readonly #underWay = new Map<string, number>();
  #limits: Limits = {};

  constructor(accounts: Accounts, clock: () => Date) {
    this.#accounts = accounts;
    this.#clock = clock;
  }

  set(limits: Limits): void {
    this.#limits = limits;
  }

  budget(credential: Credential | undefined, resource: "core" | "graphql"): Budget {
    const window = this.#window(credential, resource);
    const enforced = this.#limits.requestsPerHour;
    const limit = enforced ?? PUBLISHED[credential?.grant.kind ?? "anonymous"];
    // A limit that is not enforced never runs out, or clients would stop of their own accord.
    const remaining = Math.max(limit - window.used, enforced === undefined ? 1 : 0);
    return { limit, used: window.used, remaining, reset: Math.ceil(window.endsAt / 1000) };
  }

  /** @throws BudgetSpent when the hour is used up; counts the request otherwise. */
  spend(credential: Credential | undefined, resource: "core" | "graphql", request: RequestStamp): void {
    const { requestsPerHour } = this.#limits;
    const window = this.#window(credential, resource);
    if (requestsPerHour !== undefined && window.used >= requestsPerHour) {
      throw new BudgetSpent(this.#whose(credential?.grant), request);
    }
    window.used += 1;
  }

  /** Takes back what a request has spent. */
  refund(credential: Credential, resource: "core" | "graphql"): void {
    this.#window(credential, resource).used -= 1;
  }

  /** @throws Refusal 403, the secondary limit, when this actor has created too much within a minute or an hour. */
  spendContent(actor: string, request: RequestStamp): void {
    const { contentPerMinute, contentPerHour } = this.#limits;
    if (contentPerMinute === undefined && contentPerHour === undefined) return;
    const now = this.#clock().getTime();
    const recent = (this.#content.get(actor) ?? []).filter((at) => at > now - HOUR);
    this.#content.set(actor, recent);
    for (const [most, span] of [
      [contentPerMinute, MINUTE],
      [contentPerHour, HOUR],
    ] as const) {
      const within = recent.filter((at) => at > now - span);
      const oldest = within[0];
      if (most !== undefined && oldest !== undefined && within.length >= most) {
        throw secondaryLimit(Math.ceil((oldest + span - now) / 1000), request.id);
      }
    }
    recent.push(now);
  }

  /**
   * Counts a request in progress.
   * @returns a function to call when it ends; undefined when this actor has too many
   */
  enter(actor: string): (() => void) | undefined {
    const underWay = this.#underWay.get(actor) ?? 0;
    const { concurrent } = this.#limits;
    if (concurrent !== undefined && underWay >= concurrent) return undefined;
    this.#underWay.set(actor, underWay + 1);
    return () => this.#underWay.set(actor, (this.#underWay.get(actor) ?? 1) - 1);
  }

  #whose(grant: TokenGrant | undefined): string {
    if (grant === undefined) return "127.0.0.1";
    if (grant.kind === "pat" || grant.kind === "user") return `user ID ${this.#accounts.idOf(grant.actor)}`;
    return grant.installationId === undefined ? "installation" : `installation ID ${grant.installationId}`;
  }

  #window(credential: Credential | undefined, resource: string): Window {
    const key = `${resource}:${budgetOf(credential?.grant)}`;
    const now = this.#clock().getTime();
    const known = this.#windows.get(key);
    if (known !== undefined && known.endsAt > now) return known;
    const window = { endsAt: now + HOUR, used: 0 };
    this.#windows.set(key, window);
    return window;
  }
}

/** Whose budget a request spends: a user's, an installation's, or that of a repository's jobs. */
function budgetOf(grant: TokenGrant | undefined): string {
  if (grant === undefined) return "anonymous";
  switch (grant.kind) {
    case "pat":
    case "user":
      return `user ${grant.actor.toLowerCase()}`;
    case "actions":
      return `jobs of ${grant.repositories.join()}`;
    case "installation":
      return `installation ${grant.installationId ?? grant.actor}`;
    default:
      return grant.kind satisfies never;
  }
}

/** What GitHub asks people to quote when they contact its support. */
export interface RequestStamp {
  readonly id: string;
  readonly at: Date;
}

/** The primary limit: the hour's requests are used up. REST and GraphQL say so in different ways. */
export class BudgetSpent extends Refusal {
  /** GitHub's GraphQL wording for it, reported in 2026. */
  readonly inGraphql: string;

  constructor(whose: string, { id, at }: RequestStamp) {
    const time = at.toISOString().slice(0, 19).replace("T", " ");
    super(
      403,
      `API rate limit exceeded for ${whose}. If you reach out to GitHub Support for help, please include the ` +
        `request ID ${id} and timestamp ${time} UTC.`,
      {
        body: {
          documentation_url: "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api",
        },
      },
    );
    this.inGraphql = `API rate limit already exceeded for ${whose}.`;
  }
}

/** GitHub's answer to too many requests at once. */
export function secondaryLimit(retryAfterSeconds: number, requestId: string): Refusal {
  return new Refusal(
    403,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. " +
      "For more on scraping GitHub and how it may affect your rights, please review our Terms of Service " +
      "(https://docs.github.com/en/site-policy/github-terms/github-terms-of-service)\n\n" +
      `If you reach out to GitHub Support for help, please include the request ID ${requestId}.`,
    {
      headers: { "retry-after": String(retryAfterSeconds) },
      body: {
        documentation_url:
          "https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
      },
    },
  );
}

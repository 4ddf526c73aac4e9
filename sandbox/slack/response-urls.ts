import { randomBytes } from "node:crypto";
import type { Clock } from "../http/clock.ts";

const USES = 5;
const LIFE_MS = 30 * 60_000;

/** What a `response_url` stands for. */
export interface ResponseTarget {
  readonly app: string;
  readonly channel: string;
  readonly user: string;
  /** The message that was clicked, which it may replace. */
  readonly ts?: string;
}

/** The addresses under which an app may answer five times within half an hour. */
export class ResponseUrls {
  readonly #clock: Clock;
  readonly #issued = new Map<
    string,
    { readonly target: ResponseTarget; readonly until: number; uses: number }
  >();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the path */
  issue(target: ResponseTarget): string {
    const secret = randomBytes(18).toString("base64url");
    this.#issued.set(secret, { target, until: this.#clock.now().getTime() + LIFE_MS, uses: 0 });
    return `/response/${secret}`;
  }

  /** Uses one up. @returns Slack's word for why not, otherwise */
  use(secret: string): ResponseTarget | "expired_url" | "used_url" {
    const issued = this.#issued.get(secret);
    if (issued === undefined || issued.until < this.#clock.now().getTime()) return "expired_url";
    if (issued.uses >= USES) return "used_url";
    issued.uses += 1;
    return issued.target;
  }
}

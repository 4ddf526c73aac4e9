import type { Clock } from "../http/clock.ts";

const MINUTE = 60_000;
const SECOND = 1000;

/** So many calls within so many milliseconds. */
export interface Rate {
  readonly calls: number;
  readonly ms: number;
}

/** By method; `chat.postMessage` counts for each channel, all others for the workspace. */
export type Rates = Readonly<Record<string, Rate>>;

const perMinute = (calls: number): Rate => ({ calls, ms: MINUTE });

/** Slack's tiers, as its pages on each method have them. */
export const PUBLISHED_RATES: Rates = {
  "apps.connections.open": perMinute(1),
  "auth.test": perMinute(200),
  "chat.delete": perMinute(50),
  "chat.getPermalink": perMinute(200),
  "chat.postEphemeral": perMinute(100),
  "chat.postMessage": { calls: 1, ms: SECOND },
  "chat.update": perMinute(50),
  "conversations.history": perMinute(50),
  "conversations.info": perMinute(50),
  "conversations.members": perMinute(100),
  "conversations.open": perMinute(50),
  "users.info": perMinute(100),
  "users.lookupByEmail": perMinute(50),
  "views.open": perMinute(100),
  "views.push": perMinute(100),
  "views.update": perMinute(100),
};

/** Counts calls, and refuses what is over the rates that were asked for. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #calls = new Map<string, number[]>();
  #rates: Rates = {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(rates: Rates): void {
    this.#rates = rates;
    this.#calls.clear();
  }

  /** @returns how many seconds to wait, when this call is one too many */
  spend(method: string, app: string, channel: string): number | undefined {
    const rate = this.#rates[method];
    if (rate === undefined) return undefined;
    const key = [method, app, method === "chat.postMessage" ? channel : ""].join(" ");
    const now = this.#clock.now().getTime();
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - rate.ms);
    this.#calls.set(key, recent);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= rate.calls)
      return Math.max(1, Math.ceil((oldest + rate.ms - now) / SECOND));
    recent.push(now);
    return undefined;
  }
}

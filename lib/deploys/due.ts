import type { DeployRequest, OpenState, RestingState } from "./request.ts";
import { hasEnded } from "./request.ts";

/** What has to be done for a request, by whoever claims it. */
export type Act =
  | "identify"
  | "resolve"
  | "preview"
  | "wait for consent"
  | "wait for its turn"
  | "write"
  | "compare"
  | "request"
  | "watch"
  | "verify"
  | "look again";

const ACTS: Readonly<Record<OpenState | RestingState, Act>> = {
  received: "identify",
  resolving: "resolve",
  previewing: "preview",
  "awaiting confirmation": "wait for consent",
  "awaiting approval": "wait for consent",
  queued: "wait for its turn",
  writing: "write",
  committed: "compare",
  "awaiting sync confirmation": "wait for consent",
  requesting: "request",
  progressing: "watch",
  verifying: "verify",
  "timed out": "look again",
  "ledger ahead": "look again",
};

/** @returns undefined for a request that has ended */
export function dueAct({ state }: Pick<DeployRequest, "state">): Act | undefined {
  return hasEnded({ state }) || !isActing(state) ? undefined : ACTS[state];
}

function isActing(state: DeployRequest["state"]): state is OpenState | RestingState {
  return Object.hasOwn(ACTS, state);
}

/** How long people have to say yes. */
export const CONSENT_MS = 15 * 60_000;
/** How long a request waits for a build that runs. */
export const BUILD_MS = 30 * 60_000;

/**
 * When a request is to be given up that nobody moves on: for people's word, and for a build.
 * @returns epoch milliseconds; undefined where nothing ends by the clock alone
 */
export function givesUpAt({ state, times }: Pick<DeployRequest, "state" | "times">): number | undefined {
  const limit = limitOf(state);
  const since = times[state];
  return limit === undefined || since === undefined ? undefined : Date.parse(since) + limit;
}

function limitOf(state: DeployRequest["state"]): number | undefined {
  switch (state) {
    case "resolving":
      return BUILD_MS;
    case "awaiting confirmation":
    case "awaiting approval":
    case "awaiting sync confirmation":
      return CONSENT_MS;
    default:
      return undefined;
  }
}

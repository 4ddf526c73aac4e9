import { VIRTUAL, type Artifactless } from "../desired.ts";
import type { EventType, RequestEvent } from "../event.ts";
import { newRequest, type DeployRequest, type RequestState } from "../request.ts";
import { transition } from "../transition.ts";

/** Requests and what happens to them, for tests of the states. */

export const AT = "2026-11-29T19:00:00Z";
export const LATER = "2026-11-29T19:05:00Z";
export const ALICE = { id: 1, login: "alice" };
export const BOB = { id: 2, login: "bob" };
export const CAROL = { id: 3, login: "carol" };
export const TO: Artifactless = { kind: "artifactless", configSha: "a".repeat(40) };
export const REASON = { code: "x", message: "because of x" };
export const HASH = "0123456789abcdef";
export const PREVIEW = { hash: HASH, needsConfirmation: true, approvals: 1 };

export const fresh = newRequest(
  {
    id: "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11",
    target: { config: "my-app", channel: "prod" },
    kind: "deploy",
    wish: { by: "branch", branch: "main" },
    by: { via: "slack", chat: { team: "T1", user: "U1" } },
    why: "",
  },
  AT,
);
export const inState = (state: RequestState, more: Partial<DeployRequest> = {}): DeployRequest => ({
  ...fresh,
  by: { ...fresh.by, account: ALICE },
  preview: PREVIEW,
  state,
  times: { [state]: AT },
  ...more,
});

/** One event of each kind, as it would be for a request of one wave that asks for one confirmation and one approval. */
export const EVENTS: { readonly [T in EventType]: Extract<RequestEvent, { readonly type: T }> } = {
  identified: { type: "identified", account: ALICE },
  resolved: { type: "resolved", from: VIRTUAL, to: TO },
  waits: { type: "waits", reason: REASON },
  previewed: { type: "previewed", preview: PREVIEW },
  moved: { type: "moved" },
  confirmed: { type: "confirmed", by: BOB, previewHash: HASH },
  approved: { type: "approved", by: BOB, previewHash: HASH },
  expired: { type: "expired" },
  cancelled: { type: "cancelled", by: BOB },
  "turn came": { type: "turn came" },
  "found written": { type: "found written" },
  committed: { type: "committed", commit: "c".repeat(40) },
  "target refused": { type: "target refused", commit: "c".repeat(40), reason: REASON },
  compared: { type: "compared" },
  accepted: { type: "accepted", operation: "op-1" },
  "nothing to sync": { type: "nothing to sync" },
  progressed: { type: "progressed", progress: { says: "synced 4 of 7" } },
  unanswered: { type: "unanswered", says: "nobody answers" },
  synced: { type: "synced" },
  verified: { type: "verified" },
  reverted: { type: "reverted", reason: REASON },
  "no word": { type: "no word", reason: REASON },
  retried: { type: "retried", by: BOB },
  rejected: { type: "rejected", reason: REASON },
  superseded: { type: "superseded", reason: REASON },
  held: { type: "held", reason: REASON },
  blocked: { type: "blocked", reason: REASON },
  busy: { type: "busy", reason: REASON },
  forbidden: { type: "forbidden", reason: REASON },
  failed: { type: "failed", reason: REASON },
};

export const moved = (request: DeployRequest, event: RequestEvent): DeployRequest => {
  const result = transition(request, event, LATER);
  if (result.kind !== "moved") throw new Error(result.because);
  return result.request;
};

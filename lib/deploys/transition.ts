import type { EventType, RequestEvent } from "./event.ts";
import { notesOf } from "./notes.ts";
import type { DeployRequest, RequestState } from "./request.ts";
import { hasEnded } from "./request.ts";

/** What an event does to a request. */
export type Transition =
  | { readonly kind: "moved"; readonly request: DeployRequest }
  /** It came before: nothing is to be saved, and nothing is wrong. */
  | { readonly kind: "known"; readonly because: string }
  /** It must not have an effect; the request stays as it is. */
  | { readonly kind: "refused"; readonly code: RefusalCode; readonly because: string };

export type RefusalCode = "ended" | "out of place" | "other preview" | "own approval";

type NextState = RequestState | ((request: DeployRequest, event: RequestEvent) => RequestState);

/** What ends a request that nobody was shown yet. */
const BEFORE_CONSENT = { rejected: "rejected", superseded: "superseded", cancelled: "cancelled" } as const;

/** What may come while people are asked, besides their word. */
const WHILE_ASKED = {
  ...BEFORE_CONSENT,
  moved: "previewing",
  "found written": "writing",
  expired: "expired",
} as const;

/**
 * Which event leads where. What a state does not name has no place there. Rows and columns are those of the design's
 * table; `awaiting sync confirmation` is its second look, after the commit.
 */
export const TABLE: Readonly<Partial<Record<RequestState, Readonly<Partial<Record<EventType, NextState>>>>>> =
  {
    received: { identified: "resolving", ...BEFORE_CONSENT },
    resolving: { resolved: "previewing", waits: "resolving", ...BEFORE_CONSENT },
    previewing: { previewed: afterPreview, moved: "resolving", ...BEFORE_CONSENT },
    "awaiting confirmation": {
      confirmed: afterConfirmation,
      waits: "awaiting confirmation",
      ...WHILE_ASKED,
    },
    "awaiting approval": { approved: afterApproval, waits: "awaiting approval", ...WHILE_ASKED },
    queued: {
      "turn came": "writing",
      "found written": "writing",
      moved: "previewing",
      held: "held",
      superseded: "superseded",
      rejected: "rejected",
      cancelled: "cancelled",
    },
    writing: {
      committed: afterCommit,
      "target refused": "ledger ahead",
      held: "held",
      superseded: "superseded",
      rejected: "rejected",
    },
    committed: {
      compared: afterComparison,
      unanswered: "committed",
      held: "held",
      forbidden: "forbidden",
      failed: "failed",
      "no word": "timed out",
      superseded: "superseded",
    },
    "awaiting sync confirmation": {
      confirmed: afterSyncConsent,
      approved: afterSyncConsent,
      waits: "awaiting sync confirmation",
      moved: "committed",
      expired: "expired",
      superseded: "superseded",
      cancelled: "cancelled",
    },
    requesting: {
      accepted: "progressing",
      "nothing to sync": "verifying",
      unanswered: "requesting",
      held: "held",
      blocked: "blocked",
      busy: "busy",
      forbidden: "forbidden",
      failed: "failed",
      "no word": "timed out",
      superseded: "superseded",
    },
    progressing: {
      progressed: "progressing",
      unanswered: "progressing",
      synced: "verifying",
      failed: "failed",
      reverted: "reverted",
      "no word": "timed out",
      superseded: "superseded",
      cancelled: "cancelled",
    },
    verifying: {
      progressed: "verifying",
      unanswered: "verifying",
      verified: afterVerification,
      failed: "failed",
      reverted: "reverted",
      "no word": "timed out",
      superseded: "superseded",
    },
    // No word is no failure: what comes late is still true.
    "timed out": {
      verified: afterVerification,
      failed: "failed",
      reverted: "reverted",
      superseded: "superseded",
    },
    "ledger ahead": {
      retried: "queued",
      committed: "committed",
      superseded: "superseded",
      cancelled: "cancelled",
    },
  };

/**
 * What an event does to a request. Pure: whoever saves the result names the version that they have read, and of two who
 * do so at once only one succeeds.
 * @param at now: ISO 8601 in UTC
 */
export function transition(request: DeployRequest, event: RequestEvent, at: string): Transition {
  const known = knownBefore(request, event);
  if (known !== undefined) return { kind: "known", because: known };
  const row = TABLE[request.state] ?? {};
  const next = Object.hasOwn(row, event.type) ? row[event.type] : undefined;
  if (next === undefined) return outOfPlace(request, event);
  const fault = consentFault(request, event);
  if (fault !== undefined) return fault;
  // Whatever else happens, something is heard again.
  const noted = { ...request, silence: undefined, ...notesOf(request, event, at) };
  const state = typeof next === "function" ? next(noted, event) : next;
  return { kind: "moved", request: moved(noted, state, at) };
}

function moved(request: DeployRequest, state: RequestState, at: string): DeployRequest {
  const times = state === request.state ? request.times : { ...request.times, [state]: at };
  return { ...request, state, times, version: request.version + 1 };
}

/** What was confirmed already, and is shown again just as it was, is not asked for again. */
function afterPreview(request: DeployRequest): RequestState {
  return needsConfirmation(request) ? "awaiting confirmation" : afterConfirmation(request);
}

/** Nothing runs otherwise by a resume: no engine is asked. */
function afterCommit({ kind }: DeployRequest): RequestState {
  return kind === "resume" ? "succeeded" : "committed";
}

function afterComparison(request: DeployRequest, event: RequestEvent): RequestState {
  const showsMore = event.type === "compared" && event.preview !== undefined;
  return showsMore && needsConfirmation(request) ? "awaiting sync confirmation" : "requesting";
}

function needsConfirmation({ preview, confirmations }: DeployRequest): boolean {
  return preview?.needsConfirmation === true && confirmations.length === 0;
}

function afterConfirmation({ preview, approvals }: DeployRequest): RequestState {
  return (preview?.approvals ?? 0) > approvals.length ? "awaiting approval" : "queued";
}

function afterApproval(request: DeployRequest): RequestState {
  return afterConfirmation(request);
}

/** What the engine showed beyond the preview needs everybody's word again, whoever gives theirs first. */
function afterSyncConsent(request: DeployRequest): RequestState {
  const isAgreedTo = !needsConfirmation(request) && afterConfirmation(request) === "queued";
  return isAgreedTo ? "requesting" : "awaiting sync confirmation";
}

/** The next wave is another cluster: what is different there is looked at before anything is asked for. */
function afterVerification({ wave, waves }: DeployRequest): RequestState {
  return wave < waves ? "committed" : "succeeded";
}

/** The second click of two people, a webhook that comes again: said who or what was first. */
function knownBefore(request: DeployRequest, event: RequestEvent): string | undefined {
  switch (event.type) {
    case "confirmed":
    case "approved": {
      const list = event.type === "confirmed" ? request.confirmations : request.approvals;
      const first = list.find(
        ({ by, previewHash }) =>
          previewHash === event.previewHash && (event.type === "confirmed" || by.id === event.by.id),
      );
      return first === undefined ? undefined : `${first.by.login} ${event.type} it at ${first.at}`;
    }
    case "committed":
      return request.commit === event.commit &&
        request.state !== "writing" &&
        request.state !== "ledger ahead"
        ? `commit ${event.commit} is known`
        : undefined;
    case "accepted":
      return request.operation === event.operation ? `operation ${event.operation} is known` : undefined;
    default:
      return undefined;
  }
}

function consentFault(request: DeployRequest, event: RequestEvent): Transition | undefined {
  if (event.type !== "confirmed" && event.type !== "approved") return undefined;
  if (request.preview?.hash !== event.previewHash) {
    const because = "what would be shipped has changed since this was shown: look at the new preview";
    return { kind: "refused", code: "other preview", because };
  }
  if (event.type === "approved" && event.by.id === request.by.account?.id) {
    const because = `${event.by.login} asked for this, so that another person has to approve it`;
    return { kind: "refused", code: "own approval", because };
  }
  return undefined;
}

function outOfPlace(request: DeployRequest, event: RequestEvent): Transition {
  if (hasEnded(request)) {
    const since = request.times[request.state];
    return {
      kind: "refused",
      code: "ended",
      because: `it ended as ${request.state} at ${since ?? "a time unknown"}`,
    };
  }
  const because = `it is ${request.state}, where "${event.type}" has no place`;
  return { kind: "refused", code: "out of place", because };
}

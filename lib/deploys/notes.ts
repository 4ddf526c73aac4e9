import { shortSha } from "../releases/documents/tag.ts";
import type { RequestEvent } from "./event.ts";
import { isTakenOver, type Consent, type DeployRequest } from "./request.ts";

/** Of the wave before, nothing stays. */
const NEW_WAVE = { waveCommit: undefined, operation: undefined, progress: undefined, reason: undefined };

/** What an event leaves on the request, wherever it leads. @param at now: ISO 8601 in UTC */
export function notesOf(request: DeployRequest, event: RequestEvent, at: string): Partial<DeployRequest> {
  switch (event.type) {
    case "identified":
      return { by: { ...request.by, account: event.account } };
    case "resolved":
      return { from: event.from, to: event.to, ref: event.ref, reason: undefined };
    case "previewed":
      return { ...withPreview(request, event.preview), shown: event.shown };
    case "compared":
      return comparedNotes(request, event);
    case "confirmed":
      return { confirmations: [...request.confirmations, consent(event, at)], reason: undefined };
    case "approved":
      return { approvals: [...request.approvals, consent(event, at)], reason: undefined };
    case "committed":
      return { commit: event.commit, targetCommit: event.targetCommit, reason: undefined };
    case "target refused":
      return { commit: event.commit, reason: event.reason };
    case "accepted":
      return { operation: event.operation };
    case "progressed":
      return { progress: event.progress };
    case "unanswered":
      return silenceNotes(request, event, at);
    case "verified":
      return { wave: request.wave + 1, settled: settledNotes(request, event), ...NEW_WAVE };
    case "cancelled":
      return {
        reason: { code: "cancelled", message: `${event.by.login} cancelled it${writtenText(request)}` },
      };
    case "expired":
      return { reason: { code: "expired", message: expiredText(request) } };
    case "moved":
    case "turn came":
    case "found written":
    case "nothing to sync":
    case "synced":
    case "retried":
      return {};
    case "waits":
      return { reason: event.reason };
    default:
      return { reason: event.reason, progress: event.progress ?? request.progress };
  }
}

function expiredText(request: DeployRequest): string {
  const written = writtenText(request);
  return written === "" ? "nobody confirmed it in time: ask again" : `nobody confirmed it in time${written}`;
}

/**
 * What is to be said of a request that people end after its commit: the commit stays, whatever the clusters run. An
 * adopt's says what runs anyway.
 * @returns a sentence behind the reason, with the stop before it; nothing where nothing was written
 */
function writtenText(request: DeployRequest): string {
  const commit = request.waveCommit ?? request.targetCommit ?? request.commit;
  return commit === undefined || isTakenOver(request)
    ? ""
    : `. Git says so already (${shortSha(commit)}), whatever the cluster runs: ask again, or roll back`;
}

/** With those of the wave that is done now; undefined where no wave has any. */
function settledNotes(
  { wave, settled, progress }: DeployRequest,
  event: Extract<RequestEvent, { type: "verified" }>,
): DeployRequest["settled"] {
  const { parts } = event.progress ?? progress ?? {};
  if (parts === undefined && settled === undefined) return undefined;
  return [...Array.from({ length: wave }, (_, index) => settled?.[index] ?? []), parts ?? []];
}

/** What nobody has seen to be healthy all the time has to be watched anew. */
function silenceNotes(
  { silence, progress }: DeployRequest,
  { says }: Extract<RequestEvent, { type: "unanswered" }>,
  at: string,
): Partial<DeployRequest> {
  const seen =
    progress !== undefined && says !== undefined ? { says: progress.says, parts: progress.parts } : progress;
  return { silence: { since: silence?.since ?? at, says }, progress: seen };
}

function comparedNotes(
  request: DeployRequest,
  { waveCommit = request.waveCommit, preview, shown }: Extract<RequestEvent, { type: "compared" }>,
): Partial<DeployRequest> {
  return { waveCommit, ...(preview !== undefined && { ...withPreview(request, preview), shown }) };
}

/** Consent is for what was shown: it does not carry over to another preview. */
function withPreview(request: DeployRequest, preview: DeployRequest["preview"]): Partial<DeployRequest> {
  const concerns = ({ previewHash }: Consent): boolean => previewHash === preview?.hash;
  return {
    preview,
    confirmations: request.confirmations.filter(concerns),
    approvals: request.approvals.filter(concerns),
  };
}

type ConsentEvent = Extract<RequestEvent, { readonly type: "confirmed" | "approved" }>;

function consent({ by, previewHash }: ConsentEvent, at: string): Consent {
  return { by, at, previewHash };
}

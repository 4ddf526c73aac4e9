import { at, flagAt, textAt } from "../../../lib/deploys/narrow.ts";
import type { Reading } from "../../../lib/runner/deploy-server/answer.ts";

/** A deploy request, as the server tells of it. */
export interface AskedDeploy {
  /** A UUID. */
  readonly id: string;
  /** As the server's API has them: `awaiting confirmation`. */
  readonly state: string;
  readonly hasEnded: boolean;
  readonly reason: string | undefined;
  /** What ran before, and what is to run, in a few words. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** 40 hex. */
  readonly commit: string | undefined;
  readonly progress: string | undefined;
  /** Why nobody knows how it stands, and since when (ISO 8601), while nothing answers. */
  readonly silence: { readonly since: string; readonly says: string } | undefined;
}

/** How the server's answers about a request are read. */
export const REQUEST: Reading<AskedDeploy> = {
  read: requestIn,
  tokenAdvice: "Set the input server to exactly what the deploy server has as PUBLIC_URL.",
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @returns undefined for what is no request */
function requestIn(json: unknown): AskedDeploy | undefined {
  const [id = "", state] = [textAt(json, "id"), textAt(json, "state")];
  const hasEnded = flagAt(json, "has_ended");
  if (!UUID.test(id) || state === undefined || hasEnded === undefined) return undefined;
  return {
    id,
    state,
    hasEnded,
    reason: textAt(at(json, "reason"), "message"),
    from: textAt(json, "from", "text"),
    to: textAt(json, "to", "text"),
    commit: textAt(json, "commit"),
    progress: textAt(json, "progress"),
    silence: silenceIn(json),
  };
}

function silenceIn(json: unknown): AskedDeploy["silence"] {
  const [since, says] = [textAt(json, "silence", "since"), textAt(json, "silence", "says")];
  return since === undefined || says === undefined ? undefined : { since, says };
}

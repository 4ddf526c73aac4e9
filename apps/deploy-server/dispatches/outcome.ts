import type { DispatchOutcome, SentDispatch } from "../../../lib/deploys/sent-dispatch.ts";
import type { GroupOutcome } from "../../../lib/release-write/commit-group.ts";
import { rejectedResults } from "../../../lib/release-write/rejected-results.ts";
import { placed, type InvalidDocument } from "../../../lib/releases/documents/problem.ts";

/** What became of a dispatch, to be kept; undefined where it has to wait for the next commit. */
export function outcomeOf(
  dispatch: SentDispatch,
  { decision, commit }: GroupOutcome,
): DispatchOutcome | undefined {
  if (decision.kind === "later") return undefined;
  if (decision.kind === "rejected") return rejection(dispatch, decision.error);
  const { results, coming } = decision.update;
  return {
    results,
    problems: [],
    notes: coming,
    ...(commit !== undefined && { commit: { sha: commit.oid, url: commit.url } }),
  };
}

export function rejection(dispatch: SentDispatch, error: InvalidDocument): DispatchOutcome {
  return {
    results: rejectedResults(error, dispatch),
    problems: error.problems.map((problem) => placed(error.document, problem)),
    notes: [],
  };
}

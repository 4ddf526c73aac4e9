import type { CommitState } from "../../../lib/github/statuses/commit-status.ts";
import type { Release } from "../../../lib/releases/generated/schema.generated.ts";
import { contextsOf, statusesOf } from "../../../lib/releases/rules/release-reports.ts";
import type { JobOutcome } from "../../../lib/runner/job-status.ts";
import type { UpdateOutcome } from "./inputs.ts";

/** A commit status to set. */
export interface Report {
  readonly context: string;
  readonly state: CommitState;
  /** Of any length, with the worst outcome first. */
  readonly description: string;
}

/**
 * The statuses to set at the end.
 * @param context the template of the statuses' contexts
 * @param releases those of the dispatch, used if the update has no results
 */
export function finalReports(
  { job, ...decided }: Omit<UpdateOutcome, "source">,
  context: string,
  releases: readonly Pick<Release, "container" | "channel">[],
): readonly Report[] {
  return decided.results.length === 0
    ? contextsOf(context, releases).map((name) => unfinished(name, job))
    : statusesOf(decided, context);
}

function unfinished(context: string, { state, words }: JobOutcome): Report {
  return {
    context,
    state: state === "success" ? "error" : state,
    description: `${state === "success" ? "Not decided" : words}: run the release's job again`,
  };
}

import type { CommitState } from "../../../lib/github/statuses/commit-status.ts";
import type { Release } from "../../../lib/releases/generated/schema.generated.ts";
import { reportsBy } from "../../../lib/releases/rules/result-report.ts";
import type { JobOutcome } from "../../../lib/runner/job-status.ts";
import type { UpdateOutcome } from "./inputs.ts";

/** A commit status to set. */
export interface Report {
  readonly context: string;
  readonly state: CommitState;
  /** Of any length, with the worst outcome first. */
  readonly description: string;
}

type Place = Pick<Release, "container" | "channel">;

/** The distinct contexts of a dispatch's statuses. @param template `release/{channel}` */
export function contextsOf(template: string, releases: readonly Place[]): readonly string[] {
  return [...new Set(releases.map((release) => contextOf(template, release)))];
}

function contextOf(template: string, { container, channel }: Place): string {
  return template.replaceAll("{channel}", channel).replaceAll("{container}", container);
}

/**
 * The statuses to set at the end.
 * @param context the template of the statuses' contexts
 * @param releases those of the dispatch, used if the update has no results
 */
export function finalReports(
  { results, commitUrl, job }: Omit<UpdateOutcome, "source">,
  context: string,
  releases: readonly Place[],
): readonly Report[] {
  if (results.length === 0) return contextsOf(context, releases).map((name) => unfinished(name, job));
  return reportsBy(results, (result) => contextOf(context, result)).map((report): Report => {
    const { name, state, description, isReleased } = report;
    return isReleased && commitUrl === undefined
      ? { context: name, state: "error", description: "A dry run: nothing was written" }
      : { context: name, state, description };
  });
}

/** A channel that was released to, with its deployment's description. */
export interface ReleasedChannel {
  readonly channel: string;
  readonly description: string;
}

/**
 * The channels that were released to.
 * @param attempt of the run: before a second one, the first may have committed without creating the deployments
 */
export function releasedChannels(
  { results, commitUrl }: Pick<UpdateOutcome, "results" | "commitUrl">,
  attempt: number,
): readonly ReleasedChannel[] {
  if (commitUrl === undefined) return [];
  return reportsBy(results, ({ channel }) => channel)
    .filter(({ isReleased, state }) => isReleased || (attempt > 1 && state === "success"))
    .map(({ name, description }) => ({ channel: name, description }));
}

function unfinished(context: string, { state, words }: JobOutcome): Report {
  return {
    context,
    state: state === "success" ? "error" : state,
    description: `${state === "success" ? "Not decided" : words}: run the release's job again`,
  };
}

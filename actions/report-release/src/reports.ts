import { OUTCOMES } from "../../../lib/action/job-status.ts";
import type { CommitState } from "../../../lib/github/commit-status.ts";
import { channelReports, type ChannelReport } from "../../../lib/releases/channel-report.ts";
import type { Outcome } from "./inputs.ts";

/** What one channel is told. */
export interface Report extends Omit<ChannelReport, "state"> {
  readonly state: CommitState;
}

/** The context of a channel's commit status. */
export function contextOf(channel: string): string {
  return `release/${channel}`;
}

/**
 * What each channel is told at the end.
 * @param channels those of the dispatch, for an update that came to no result
 * @param isRepeated whether the job was run before: what that run committed, it may have left untold
 */
export function finalReports(
  { results, commitUrl, jobStatus }: Pick<Outcome, "results" | "commitUrl" | "jobStatus">,
  channels: readonly string[],
  isRepeated: boolean,
): readonly Report[] {
  if (results.length === 0) return channels.map((channel) => unfinished(channel, jobStatus));
  return channelReports(results).map((report) => {
    if (commitUrl !== undefined) {
      return { ...report, isReleased: report.isReleased || (isRepeated && report.state === "success") };
    }
    if (!report.isReleased) return report;
    return { ...report, state: "error", description: "A dry run: nothing was written", isReleased: false };
  });
}

function unfinished(channel: string, jobStatus: Outcome["jobStatus"]): Report {
  const { state, words } = OUTCOMES[jobStatus];
  return {
    channel,
    state: state === "success" ? "error" : state,
    description: `${state === "success" ? "Not decided" : words}: run the release's job again`,
    isReleased: false,
  };
}

import { shortDescription } from "../../../lib/github/description.ts";
import type { Verdict } from "../../../lib/github/deployment/settle.ts";
import { describeFate, type RunningReport } from "../../../lib/releases/running.ts";
import type { ReportedRollout } from "./rollout.ts";

/** What is told of one dispatch in one channel. */
export interface Told {
  readonly report: RunningReport;
  readonly verdict: Verdict;
}

/**
 * What a rollout means for each report. One that failed says nothing of what was overtaken: a later one will.
 * @param runUrl where a failure leads that came without a page
 */
export function verdictsOf(
  reports: readonly RunningReport[],
  { state, reason, page }: ReportedRollout,
  runUrl: string | undefined,
): readonly Told[] {
  const isFailure = state === "failure";
  return reports
    .filter(({ fate }) => !isFailure || fate === "running")
    .map((report) => {
      const { dispatch, channel, fate } = report;
      const verdict: Verdict = {
        environment: channel,
        sha: dispatch.source.sha,
        creationId: dispatch.id,
        isToBeMade: report.isMove,
        state: fate === "overtaken" ? "inactive" : state,
        description: shortDescription(
          isFailure ? `The rollout failed${reason === "" ? "" : `: ${reason}`}` : describeFate(report),
        ),
        logUrl: isFailure ? (page ?? runUrl) : dispatch.commit.url,
      };
      return { report, verdict };
    });
}

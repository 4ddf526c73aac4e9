import { shortDescription } from "../../../lib/github/description.ts";
import type { Verdict } from "../../../lib/github/deployments/verdict.ts";
import { describeFate, runsAlone, type RunningReport } from "../../../lib/releases/rollouts/running.ts";
import type { Database } from "../../../lib/releases/generated/schema.generated.ts";
import type { ReportedRollout } from "./rollout.ts";

/** What is told of one release in one channel. */
export interface Told {
  readonly report: RunningReport;
  readonly verdict: Verdict;
}

/**
 * What a rollout means for each report. One that failed says nothing of what was overtaken or ended: a later one will.
 * @param now what runs, or was to run
 * @param runUrl where a failure leads that came without a page
 */
export function verdictsOf(
  reports: readonly RunningReport[],
  now: Database,
  { state, reason, page }: ReportedRollout,
  runUrl: string | undefined,
): readonly Told[] {
  const isFailure = state === "failure";
  return reports
    .filter(({ fate }) => !isFailure || fate === "running")
    .map((report) => {
      const { cause, channel, fate, isToBeMade } = report;
      const verdict: Verdict = {
        environment: channel,
        sha: cause.source.sha,
        creationId: cause.id,
        state: fate === "running" ? state : "inactive",
        description: shortDescription(
          isFailure ? `The rollout failed${reason === "" ? "" : `: ${reason}`}` : describeFate(report),
        ),
        logUrl: isFailure ? (page ?? runUrl) : cause.commitUrl,
        isToBeMade,
        isAlone: runsAlone(report, now),
        isEnd: fate === "ended",
      };
      return { report, verdict };
    });
}

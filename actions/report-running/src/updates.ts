import type { DeploymentUpdate } from "../../../lib/github/deployments/deployment-update.ts";
import { shortDescription } from "../../../lib/github/description.ts";
import type { Database } from "../../../lib/releases/generated/schema.generated.ts";
import { describeFate, runsAlone, type RunningReport } from "../../../lib/releases/rollouts/running.ts";
import type { ReportedRollout } from "./rollout.ts";

/** A report on one release in one channel, and its deployment's new state. */
export interface ReportedUpdate {
  readonly report: RunningReport;
  readonly update: DeploymentUpdate;
}

interface Circumstances {
  /** What runs, or should have run. */
  readonly now: Database;
  readonly rollout: ReportedRollout;
  /** The link for a failure without a page of its own. */
  readonly runUrl: string | undefined;
}

/**
 * Decides the update for each report. A failed rollout says nothing about overtaken or ended releases; a later one will.
 */
export function updatesOf(
  reports: readonly RunningReport[],
  { now, rollout: { state, reason, page }, runUrl }: Circumstances,
): readonly ReportedUpdate[] {
  const isFailure = state === "failure";
  return reports
    .filter(({ fate }) => !isFailure || fate === "running")
    .map((report) => {
      const { cause, channel, fate, isToBeMade } = report;
      const update: DeploymentUpdate = {
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
      return { report, update };
    });
}

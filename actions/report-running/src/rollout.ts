import type { Rollout } from "../../../lib/releases/rollouts/rollout.ts";
import { deploymentReportOf, type EventPayload } from "../../../lib/runner/event-payload.ts";

/** How the rollout of a revision of the release repository ended. */
export interface ReportedRollout extends Rollout {
  readonly state: "success" | "failure";
  readonly environment: string;
  /** Why it failed; may be empty. */
  readonly reason: string;
  /** A page with more details, from whoever reported it. */
  readonly page?: string | undefined;
}

const ENDS = new Map<string, ReportedRollout["state"]>([
  ["success", "success"],
  ["failure", "failure"],
  ["error", "failure"],
]);

/**
 * The rollout that a `deployment_status` event reports.
 * @returns undefined if the rollout has not ended, or the event does not identify it
 */
export function rolloutOf(event: EventPayload): ReportedRollout | undefined {
  const report = deploymentReportOf(event);
  const state = report && ENDS.get(report.state);
  if (report === undefined || state === undefined) return undefined;
  const { sha: revision, environment, statusId, description: reason, page } = report;
  return { revision, environment, statusId, state, reason, page };
}

import type { Rollout } from "../../../lib/releases/rollouts/rollout.ts";
import { deploymentReportOf, type EventPayload } from "../../../lib/runner/event-payload.ts";

/** How the rollout of a revision of the release repository ended. */
export interface ReportedRollout extends Rollout {
  readonly state: "success" | "failure";
  readonly environment: string;
  /** Why it failed; may be empty. */
  readonly reason: string;
  /** Where whoever told of it shows more. */
  readonly page?: string | undefined;
}

const ENDS = new Map<string, ReportedRollout["state"]>([
  ["success", "success"],
  ["failure", "failure"],
  ["error", "failure"],
]);

/**
 * What a `deployment_status` event tells.
 * @returns undefined when the rollout has not ended, or the event does not say of what
 */
export function rolloutOf(event: EventPayload): ReportedRollout | undefined {
  const report = deploymentReportOf(event);
  const state = report && ENDS.get(report.state);
  if (report === undefined || state === undefined) return undefined;
  const { sha: revision, environment, statusId, description: reason, page } = report;
  return { revision, environment, statusId, state, reason, page };
}

import type { Rollout } from "../../../lib/releases/rollouts/rollout.ts";

/** How the rollout of a revision of the release repository ended. */
export interface ReportedRollout extends Rollout {
  readonly state: "success" | "failure";
  readonly environment: string;
  /** Why it failed; may be empty. */
  readonly reason: string;
  /** Where whoever told of it shows more. */
  readonly page?: string | undefined;
}

/** Only as far as it is needed. */
interface DeploymentStatusEvent {
  readonly deployment: { readonly sha: string; readonly environment: string };
  readonly deployment_status: {
    readonly node_id: string;
    readonly state: string;
    readonly description: string;
    readonly log_url?: string;
    readonly target_url?: string;
  };
}

const ENDS = new Map<string, ReportedRollout["state"]>([
  ["success", "success"],
  ["failure", "failure"],
  ["error", "failure"],
]);

/**
 * What a `deployment_status` event tells.
 * @returns undefined when the rollout has not ended
 */
export function rolloutOf(event: Readonly<Record<string, unknown>>): ReportedRollout | undefined {
  const { deployment, deployment_status: status } = event as unknown as DeploymentStatusEvent;
  const state = ENDS.get(status.state);
  if (state === undefined) return undefined;
  const page = [status.log_url, status.target_url].find((url) => url !== undefined && url !== "");
  return {
    revision: deployment.sha,
    environment: deployment.environment,
    statusId: status.node_id,
    state,
    reason: status.description,
    page,
  };
}

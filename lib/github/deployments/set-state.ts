import type { Client } from "../client.ts";
import { persist, type Patience } from "../persist.ts";
import type { DeploymentAccess, DeploymentState } from "./deployment.ts";
import { explainStatus } from "./refusal.ts";

/** @see https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status */
export interface DeploymentStatus extends DeploymentAccess {
  readonly id: number;
  readonly state: DeploymentState;
  /** At most 140 characters. */
  readonly description: string;
  readonly logUrl: string | undefined;
  readonly environmentUrl: string | undefined;
  /** Whether a success makes the environment's earlier ones inactive: all but transient and production ones. */
  readonly autoInactive: boolean;
}

/**
 * Gives a deployment its next state: one request. It is sent again after a lost answer: the same state twice says
 * no more than once.
 * @throws GitHubRefusal
 */
export async function setDeploymentState(
  client: Client,
  status: DeploymentStatus,
  patience: Patience,
): Promise<void> {
  const { repository, id, state, description, logUrl, environmentUrl, autoInactive } = status;
  const send = () =>
    client.request("POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", {
      ...repository,
      deployment_id: id,
      state,
      description,
      ...(logUrl !== undefined && { log_url: logUrl }),
      ...(environmentUrl !== undefined && { environment_url: environmentUrl }),
      auto_inactive: autoInactive,
      request: { retries: 0 },
    });
  try {
    await persist(send, patience);
  } catch (error) {
    throw explainStatus(error, status, id);
  }
}

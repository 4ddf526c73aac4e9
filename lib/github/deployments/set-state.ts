import { request, type GitHubRepository } from "../github-repository.ts";
import type { DeploymentState } from "./deployment.ts";
import { settingState } from "./failure.ts";

/** @see https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status */
export interface DeploymentStatus {
  readonly id: number;
  readonly state: DeploymentState;
  /** At most 140 characters. */
  readonly description: string;
  readonly logUrl: string | undefined;
  readonly environmentUrl: string | undefined;
  /** Whether a success makes earlier deployments of the environment inactive, except transient and production ones. */
  readonly autoInactive: boolean;
}

/**
 * Sets a deployment's next state. One request, sent again after a lost answer: setting the same state twice does no
 * harm.
 * @throws GitHubFailure
 */
export async function setDeploymentState(
  repository: GitHubRepository,
  { id, state, description, logUrl, environmentUrl, autoInactive }: DeploymentStatus,
): Promise<void> {
  const { client, name } = repository;
  await request(repository, settingState(repository, id), () =>
    client.request("POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", {
      ...name,
      deployment_id: id,
      state,
      description,
      ...(logUrl !== undefined && { log_url: logUrl }),
      ...(environmentUrl !== undefined && { environment_url: environmentUrl }),
      auto_inactive: autoInactive,
    }),
  );
}

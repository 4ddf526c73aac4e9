import type { Deployment, DeploymentStatus } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { viaAppShape } from "./app.ts";
import { nodeId } from "./node-id.ts";
import { timestamp } from "./time.ts";
import { userShape } from "./user.ts";

/** GitHub's "deployment". */
export function deploymentShape(
  world: World,
  { info }: StoredRepository,
  deployment: Deployment,
): Record<string, unknown> {
  const repository = `${world.apiUrl}/repos/${info.fullName}`;
  const url = `${repository}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId("DE", deployment.id),
    task: deployment.task,
    original_environment: deployment.originalEnvironment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: timestamp(deployment.createdAt),
    updated_at: timestamp(deployment.updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: repository,
    creator: userShape(world, deployment.creator),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: viaAppShape(world, deployment.creator),
  };
}

/** GitHub's "deployment status". */
export function deploymentStatusShape(
  world: World,
  { info }: StoredRepository,
  deploymentId: number,
  status: DeploymentStatus,
): Record<string, unknown> {
  const repository = `${world.apiUrl}/repos/${info.fullName}`;
  const deployment = `${repository}/deployments/${deploymentId}`;
  const at = timestamp(status.createdAt);
  return {
    url: `${deployment}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId("DES", status.id),
    state: status.state,
    creator: userShape(world, status.creator),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    created_at: at,
    updated_at: at,
    deployment_url: deployment,
    repository_url: repository,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: viaAppShape(world, status.creator),
  };
}

import { announceDeploymentStatus } from "./deployment-event.ts";
import type { NewDeploymentStatus } from "./deployments.ts";
import type { DeploymentStatus, TokenGrant } from "./model.ts";
import type { StoredRepository } from "./repositories.ts";
import type { World } from "./world.ts";

export interface WantedStatus extends Omit<NewDeploymentStatus, "creator"> {
  /** Whether a success ends what it replaces. */
  readonly autoInactive: boolean;
}

/** Gives a deployment a status, with all that follows from it. */
export async function addDeploymentStatus(
  world: World,
  repository: StoredRepository,
  deploymentId: number,
  { autoInactive, ...wanted }: WantedStatus,
  by: TokenGrant,
): Promise<DeploymentStatus> {
  const { id } = repository.info;
  const creator = by.actor;
  const status = world.deployments.addStatus(id, deploymentId, { ...wanted, creator });
  const changed = world.deployments.find(id, deploymentId);
  if (changed === undefined) throw new Error(`there is no deployment ${deploymentId}`);
  if (status.state === "success" && autoInactive) {
    world.deployments.inactivateBefore(id, { ...changed, creator });
  }
  await announceDeploymentStatus(world, repository, changed, status, by);
  return status;
}

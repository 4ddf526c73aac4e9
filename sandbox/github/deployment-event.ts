import { announce } from "./announce.ts";
import type { Deployment, DeploymentStatus, TokenGrant } from "./model.ts";
import type { StoredRepository } from "./repositories.ts";
import { deploymentShape, deploymentStatusShape } from "./shapes/deployment.ts";
import { repositoryShape } from "./shapes/repository.ts";
import { userShape } from "./shapes/user.ts";
import type { World } from "./world.ts";

/** Tells workflows of a new deployment. One that was made with GITHUB_TOKEN starts none. */
export async function announceDeployment(
  world: World,
  repository: StoredRepository,
  deployment: Deployment,
  by: TokenGrant,
): Promise<void> {
  await tell(world, repository, deployment, by, "deployment", {});
}

/** Tells workflows of a deployment's new status, unless it is `inactive`, which GitHub tells nobody. */
export async function announceDeploymentStatus(
  world: World,
  repository: StoredRepository,
  deployment: Deployment,
  status: DeploymentStatus,
  by: TokenGrant,
): Promise<void> {
  if (status.state === "inactive") return;
  await tell(world, repository, deployment, by, "deployment_status", {
    deployment_status: deploymentStatusShape(world, repository, deployment.id, status),
  });
}

async function tell(
  world: World,
  repository: StoredRepository,
  deployment: Deployment,
  by: TokenGrant,
  name: string,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const event = {
    name,
    repository: repository.info,
    ref: await qualifiedRef(repository, deployment.ref),
    sha: deployment.sha,
    actor: by.actor,
    payload: {
      action: "created",
      deployment: deploymentShape(world, repository, deployment),
      // None was made by a workflow run.
      workflow: null,
      workflow_run: null,
      ...more,
      repository: repositoryShape(world, repository),
      sender: userShape(world, by.actor),
    },
  };
  announce(world, event, by);
}

/** "Branch or tag to be deployed (empty if created with a commit SHA)": GitHub's documentation of the events. */
async function qualifiedRef({ git }: StoredRepository, ref: string): Promise<string> {
  const candidates = ref.startsWith("refs/") ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  for (const candidate of candidates) {
    if ((await git.refs.read(candidate)) !== undefined) return candidate;
  }
  return "";
}

import type { GitHubRepository } from "../github-repository.ts";
import { deployCommit } from "./deploy-commit.ts";
import { meantBy, type DeploymentUpdate } from "./deployment-update.ts";
import { listDeployments, type ListedDeployment } from "./list-deployments.ts";

/** The deployments that were made, as they are to be updated, and what was thrown where one was not. */
export interface Made {
  readonly listed: readonly ListedDeployment[];
  readonly failed: ReadonlyMap<DeploymentUpdate, unknown>;
  /** Made a second time, by another run at the same time: the older one counts. */
  readonly twins: readonly string[];
}

/**
 * Makes the deployments that updates miss: one request for each, and one to see that nobody else has made them
 * meanwhile. One that cannot be made keeps no other from it.
 */
export async function makeDeployments(
  repository: GitHubRepository,
  updates: readonly DeploymentUpdate[],
): Promise<Made> {
  const made: (ListedDeployment & Pick<DeploymentUpdate, "sha" | "creationId">)[] = [];
  const failed = new Map<DeploymentUpdate, unknown>();
  for (const update of updates) {
    const { environment, sha, creationId, description } = update;
    try {
      const { nodeId } = await deployCommit(repository, { environment, sha, creationId, description });
      made.push({ id: nodeId, environment, commitOid: sha, sha, state: "PENDING", creationId });
    } catch (error) {
      failed.set(update, error);
    }
  }
  if (made.length === 0) return { listed: [], failed, twins: [] };
  const environments = [...new Set(made.map(({ environment }) => environment))];
  const listed = await listDeployments(repository, environments);
  // A read may not show yet what was made just now.
  const all = [...made.filter(({ id }) => !listed.some((one) => one.id === id)), ...listed];
  const twins = made.filter((own) => meantBy(own, all)?.id !== own.id);
  return { listed: all, failed, twins: twins.map(({ id }) => id) };
}

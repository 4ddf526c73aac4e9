import type { GitHubRepository } from "../github-repository.ts";
import { deployCommit } from "./deploy-commit.ts";
import { meantBy, type DeploymentUpdate } from "./deployment-update.ts";
import { listDeployments, type ListedDeployment } from "./list-deployments.ts";

/** The deployments that were created, ready to be updated, and the errors of those that were not. */
export interface Made {
  readonly listed: readonly ListedDeployment[];
  readonly failed: ReadonlyMap<DeploymentUpdate, unknown>;
  /** Created a second time by a concurrent run; the older one counts. */
  readonly twins: readonly string[];
}

/**
 * Creates the deployments that updates miss: one request each, and one to check that no other run created them too. A
 * deployment that cannot be created does not stop the others.
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
  // The read may not show what was just created.
  const all = [...made.filter(({ id }) => !listed.some((one) => one.id === id)), ...listed];
  const twins = made.filter((own) => meantBy(own, all)?.id !== own.id);
  return { listed: all, failed, twins: twins.map(({ id }) => id) };
}

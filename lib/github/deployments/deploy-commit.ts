import type { GitHubRepository } from "../github-repository.ts";
import { createDeployment } from "./create-deployment.ts";
import type { Deployment } from "./deployment.ts";
import type { Creation } from "./find-deployment.ts";

/** GitHub's default task. */
export const DEFAULT_TASK = "deploy";

export interface CommitDeployment extends Omit<Creation, "task"> {
  /** 40 hex. */
  readonly sha: string;
  /** At most 140 characters. */
  readonly description: string;
}

/**
 * Creates a deployment of a commit as it is, without merging and without required statuses. One request.
 * @throws GitHubFailure
 */
export async function deployCommit(
  repository: GitHubRepository,
  deployment: CommitDeployment,
): Promise<Deployment> {
  const created = await createDeployment(repository, {
    ...deployment,
    task: DEFAULT_TASK,
    ref: deployment.sha,
    payload: {},
    autoMerge: false,
    requiredContexts: [],
    transient: false,
    production: undefined,
  });
  if ("merged" in created) throw new Error(`GitHub merged unasked: ${created.merged}`);
  return created;
}

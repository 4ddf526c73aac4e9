import type { GitHubRepository } from "../github-repository.ts";
import { createDeployment } from "./create-deployment.ts";
import type { Deployment } from "./deployment.ts";
import type { Creation } from "./find-deployment.ts";

/** The task of a deployment that names none: GitHub's own default. */
export const DEFAULT_TASK = "deploy";

export interface CommitDeployment extends Omit<Creation, "task"> {
  /** 40 hex. */
  readonly sha: string;
  /** At most 140 characters. */
  readonly description: string;
}

/**
 * Makes a deployment of a commit as it stands: nothing is merged into it, and no status of it is waited for. One request.
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
  if ("merged" in created) throw new Error(`GitHub merged, although it was not asked to: ${created.merged}`);
  return created;
}

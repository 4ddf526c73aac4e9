import { DEFAULT_TASK, deployCommit } from "../../../lib/github/deployments/deploy-commit.ts";
import { findDeployment } from "../../../lib/github/deployments/find-deployment.ts";
import { setDeploymentState } from "../../../lib/github/deployments/set-state.ts";
import { shortDescription } from "../../../lib/github/description.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import type { ProvedSource } from "../../../lib/releases/rules/proved-source.ts";

export interface ChannelDeployment {
  readonly source: ProvedSource;
  readonly channel: string;
  readonly dispatchId: string;
  readonly description: string;
  readonly commitUrl: string | undefined;
  /** Whether an earlier attempt of the job may have created it. */
  readonly isRepeated: boolean;
}

/**
 * Creates a deployment to a channel, in progress until the cluster runs it. Two requests, one more in a re-run. Its
 * payload's `creation_id` is the dispatch's id, which is how it is found later.
 * @throws GitHubFailure
 */
export async function deploy(repository: GitHubRepository, deployment: ChannelDeployment): Promise<void> {
  const { source, channel, dispatchId, commitUrl, isRepeated } = deployment;
  const creation = { creationId: dispatchId, environment: channel, sha: source.sha };
  const known = { ...creation, task: DEFAULT_TASK };
  if (isRepeated && (await findDeployment(repository, known)) !== undefined) return;
  const description = shortDescription(deployment.description);
  const created = await deployCommit(repository, { ...creation, description });
  await setDeploymentState(repository, {
    id: created.id,
    state: "in_progress",
    description: "Committed; the cluster has yet to serve it",
    logUrl: commitUrl,
    environmentUrl: undefined,
    autoInactive: true,
  });
}

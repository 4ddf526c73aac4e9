import { DEFAULT_TASK, deployCommit } from "../github/deployments/deploy-commit.ts";
import { findDeployment } from "../github/deployments/find-deployment.ts";
import { hasState } from "../github/deployments/has-state.ts";
import { setDeploymentState } from "../github/deployments/set-state.ts";
import { shortDescription } from "../github/description.ts";
import type { GitHubRepository } from "../github/github-repository.ts";
import type { ProvedSource } from "../releases/rules/proved-source.ts";

export interface ChannelDeployment {
  readonly source: ProvedSource;
  readonly channel: string;
  readonly dispatchId: string;
  readonly description: string;
  readonly commitUrl: string | undefined;
  /** Whether an earlier attempt may have created it. */
  readonly isRepeated: boolean;
  /**
   * Whether the cluster's own report may be out already, which has found no deployment to end. Asked once there is one: a
   * later report finds it.
   */
  readonly isServed?: () => Promise<boolean>;
}

/**
 * Creates a deployment to a channel, in progress until the cluster serves it. Two requests, up to two more if it is repeated. Its
 * payload's `creation_id` is the dispatch's id, which is how it is found later.
 * @throws GitHubFailure
 */
export async function deployToChannel(
  repository: GitHubRepository,
  deployment: ChannelDeployment,
): Promise<void> {
  const { source, channel, dispatchId, commitUrl, isRepeated } = deployment;
  const creation = { creationId: dispatchId, environment: channel, sha: source.sha };
  const known = { ...creation, task: DEFAULT_TASK };
  const found = isRepeated ? await findDeployment(repository, known) : undefined;
  // What it says by now may be newer than this. An attempt that ended in between has left it without a word.
  if (found !== undefined && (await hasState(repository, found.id))) return;
  const description = shortDescription(deployment.description);
  const { id } = found ?? (await deployCommit(repository, { ...creation, description }));
  const isServed = await deployment.isServed?.();
  await setDeploymentState(repository, {
    id,
    ...(isServed === true
      ? ({ state: "success", description: "The cluster serves it" } as const)
      : ({ state: "in_progress", description: "Committed; the cluster has yet to serve it" } as const)),
    logUrl: commitUrl,
    environmentUrl: undefined,
    autoInactive: true,
  });
}

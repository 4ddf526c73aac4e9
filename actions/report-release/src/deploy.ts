import type { Client } from "../../../lib/github/client.ts";
import { deployCommit, RELEASE_TASK } from "../../../lib/github/deployments/deploy-commit.ts";
import { findDeployment } from "../../../lib/github/deployments/find-deployment.ts";
import { setDeploymentState } from "../../../lib/github/deployments/set-state.ts";
import { shortDescription } from "../../../lib/github/description.ts";
import type { Patience } from "../../../lib/github/persist.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import type { ProvedSource } from "../../../lib/releases/rules/proved-source.ts";

export interface ChannelDeployment {
  readonly source: ProvedSource;
  readonly token: string;
  readonly channel: string;
  readonly dispatchId: string;
  readonly description: string;
  readonly commitUrl: string | undefined;
  /** Whether an earlier attempt of the job may have made it. */
  readonly isRepeated: boolean;
}

/**
 * Makes a deployment to a channel, in progress until the cluster runs it. Two requests, one more for a job that is
 * run again. Its payload's `creation_id` is the dispatch's id: by that it is found again.
 * @throws GitHubRefusal
 */
export async function deploy(client: Client, options: ChannelDeployment, patience: Patience): Promise<void> {
  const { source, token, channel, dispatchId, commitUrl, isRepeated } = options;
  const { sha } = source;
  const repository = repositoryNamed(source.repository);
  const creation = { repository, token, creationId: dispatchId, environment: channel };
  const known = { ...creation, task: RELEASE_TASK, sha };
  if (isRepeated && (await findDeployment(client, known)) !== undefined) return;
  const description = shortDescription(options.description);
  const created = await deployCommit(client, { ...creation, sha, description }, patience);
  const status = {
    repository,
    token,
    id: created.id,
    state: "in_progress",
    description: "Committed; the cluster has yet to serve it",
    logUrl: commitUrl,
    environmentUrl: undefined,
    autoInactive: true,
  } as const;
  await setDeploymentState(client, status, patience);
}

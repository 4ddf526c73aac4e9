import type { Client } from "../client.ts";
import type { Patience } from "../persist.ts";
import { createDeployment } from "./create-deployment.ts";
import type { Deployment } from "./deployment.ts";
import type { Creation } from "./find-deployment.ts";

/** The task of a deployment that releases: GitHub's own default. */
export const RELEASE_TASK = "deploy";

export interface CommitDeployment extends Omit<Creation, "task"> {
  /** 40 hex. */
  readonly sha: string;
  /** At most 140 characters. */
  readonly description: string;
}

/**
 * Makes a deployment of a commit as it stands: nothing is merged into it, and no status of it is waited for. One request.
 * @throws GitHubRefusal
 */
export async function deployCommit(
  client: Client,
  deployment: CommitDeployment,
  patience: Patience,
): Promise<Deployment> {
  const request = {
    ...deployment,
    task: RELEASE_TASK,
    ref: deployment.sha,
    payload: {},
    autoMerge: false,
    requiredContexts: [],
    transient: false,
    production: undefined,
  };
  const created = await createDeployment(client, request, patience);
  if ("merged" in created) throw new Error(`GitHub merged, although it was not asked to: ${created.merged}`);
  return created;
}

import { meaningOf, request, type GitHubRepository } from "../github-repository.ts";
import type { Deployment } from "./deployment.ts";
import { creating } from "./failure.ts";
import { CREATION_ID, lookOften, type Creation } from "./find-deployment.ts";

/** @see https://docs.github.com/en/rest/deployments/deployments#create-a-deployment */
export interface NewDeployment extends Creation {
  /** A branch, a tag or a commit. */
  readonly ref: string;
  readonly description: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly autoMerge: boolean;
  /** Contexts that must be success; undefined means all that were submitted, empty means none. */
  readonly requiredContexts: readonly string[] | undefined;
  readonly transient: boolean;
  /** Without it, GitHub decides from the environment's name. */
  readonly production: boolean | undefined;
}

/** GitHub merged the default branch into the ref instead of creating a deployment; `merged` is its message. */
export interface Merged {
  readonly merged: string;
}

/**
 * Creates a deployment exactly once: after a lost answer, it searches before it sends again. One request if nothing
 * goes wrong.
 * @throws GitHubFailure
 */
export async function createDeployment(
  repository: GitHubRepository,
  deployment: NewDeployment,
): Promise<Deployment | Merged> {
  const attempt = creating(repository, deployment);
  let isLost = false;
  return request(repository, attempt, async () => {
    const found = isLost ? await lookOften(repository, deployment) : undefined;
    if (found !== undefined) return found;
    try {
      return await send(repository, deployment);
    } catch (error) {
      isLost ||= meaningOf(error, repository, attempt)?.code === "transient";
      throw error;
    }
  });
}

async function send(
  { client, name }: GitHubRepository,
  deployment: NewDeployment,
): Promise<Deployment | Merged> {
  const { ref, environment, task, description, payload, creationId } = deployment;
  const { autoMerge, requiredContexts, transient, production } = deployment;
  const { data } = await client.request("POST /repos/{owner}/{repo}/deployments", {
    ...name,
    ref,
    environment,
    task,
    description,
    payload: { ...payload, [CREATION_ID]: creationId },
    auto_merge: autoMerge,
    ...(requiredContexts !== undefined && { required_contexts: [...requiredContexts] }),
    transient_environment: transient,
    ...(production !== undefined && { production_environment: production }),
  });
  return "id" in data
    ? { id: Number(data.id), nodeId: data.node_id, sha: data.sha }
    : { merged: data.message ?? "" };
}

import { setTimeout as sleep } from "node:timers/promises";
import { LostAnswer } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import type { Deployment } from "./deployment.ts";

/** The payload key of the creation id. */
export const CREATION_ID = "creation_id";

/** What identifies a deployment. */
export interface Creation {
  readonly creationId: string;
  readonly environment: string;
  readonly task: string;
  /** The deployed commit, 40 hex; needed if one creation id may have several. */
  readonly sha?: string | undefined;
}

/**
 * The deployment that a creation made, if any. One request, for the newest hundred of that environment and task.
 * @throws GitHubFailure
 */
export function findDeployment(
  repository: GitHubRepository,
  creation: Creation,
): Promise<Deployment | undefined> {
  return request(repository, reading(creation), () => lookOnce(repository, creation));
}

/**
 * Finds the deployment of a creation whose answer was lost. One request, or a few over some seconds.
 * @returns undefined if it does not exist
 * @throws GitHubFailure
 */
export function findLostDeployment(
  repository: GitHubRepository,
  creation: Creation,
): Promise<Deployment | undefined> {
  return request(repository, reading(creation), () => lookOften(repository, creation));
}

function reading({ environment }: Creation) {
  return { doing: `read the deployments to ${environment}`, permission: "deployments: read" };
}

/** Reads may lag behind writes, so one look does not prove that the deployment is missing. */
const WAITS_BEFORE_LOOKS_MS = [0, 1000, 2000, 4000];

/**
 * Looks several times; a failure is not retried.
 * @throws LostAnswer, or what Octokit throws
 */
export async function lookOften(
  repository: GitHubRepository,
  creation: Creation,
): Promise<Deployment | undefined> {
  for (const wait of WAITS_BEFORE_LOOKS_MS) {
    await sleep(wait);
    const found = await lookOnce(repository, creation);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function lookOnce(
  { client, name }: GitHubRepository,
  { creationId, environment, task, sha }: Creation,
): Promise<Deployment | undefined> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/deployments", {
    ...name,
    environment,
    task,
    per_page: 100,
  });
  if (!Array.isArray(data)) throw new LostAnswer();
  const found = data.find(
    (one) => creationIdOf(one.payload) === creationId && (sha === undefined || one.sha === sha),
  );
  return found && { id: Number(found.id), nodeId: found.node_id, sha: found.sha };
}

/** REST returns a payload as it was given: an object, or text with one inside. GraphQL's text may nest another text. */
export function creationIdOf(payload: unknown): unknown {
  if (typeof payload !== "string") {
    return typeof payload === "object" && payload !== null && CREATION_ID in payload
      ? payload[CREATION_ID]
      : undefined;
  }
  try {
    return creationIdOf(JSON.parse(payload));
  } catch {
    return undefined;
  }
}

import { LostAnswer } from "../failure.ts";
import type { Client } from "../client.ts";
import type { Deployment, DeploymentAccess } from "./deployment.ts";

/** The payload's key that holds the id of the creation. */
export const CREATION_ID = "creation_id";

export interface Creation extends DeploymentAccess {
  readonly creationId: string;
  readonly environment: string;
  readonly task: string;
  /** What is deployed, 40 hex, where several of one id may be made. */
  readonly sha?: string | undefined;
}

/**
 * The deployment that a creation made, if it did: one request, for the newest of that environment and task.
 * @throws what Octokit throws
 */
export async function findDeployment(
  client: Client,
  { repository, creationId, environment, task, sha }: Creation,
): Promise<Deployment | undefined> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/deployments", {
    ...repository,
    environment,
    task,
    per_page: 100,
    request: { retries: 0 },
  });
  if (!Array.isArray(data)) throw new LostAnswer();
  const found = data.find(
    (one) => creationIdOf(one.payload) === creationId && (sha === undefined || one.sha === sha),
  );
  return found && { id: Number(found.id), nodeId: found.node_id, sha: found.sha };
}

/** REST answers a payload as it was given: an object, or text that holds one. GraphQL's text may hold such a text. */
export function creationIdOf(payload: string | object | null): unknown {
  try {
    const value: unknown = typeof payload === "string" ? JSON.parse(payload) : payload;
    if (typeof value === "string") return creationIdOf(value);
    return (value as Readonly<Record<string, unknown>> | null)?.[CREATION_ID];
  } catch {
    return undefined;
  }
}

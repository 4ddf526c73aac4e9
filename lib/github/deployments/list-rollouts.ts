import { LostAnswer } from "../failure.ts";
import type { Client } from "../client.ts";
import { explainRefusal } from "../errors.ts";
import { persist, type Patience } from "../persist.ts";
import type { DeploymentAccess } from "./deployment.ts";
import { attemptOf } from "./refusal.ts";

/** A deployment with what was said of it, newest first. */
export interface ListedRollout {
  /** 40 hex. */
  readonly commitOid: string;
  readonly statuses: {
    readonly nodes: readonly { readonly id: string; readonly state: string; readonly createdAt: string }[];
  };
}

const QUERY = `query RolloutsOfEnvironment($owner: String!, $repo: String!, $environment: String!) {
  repository(owner: $owner, name: $repo) {
    deployments(environments: [$environment], first: 50, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { commitOid statuses(first: 20) { nodes { id state createdAt } } }
    }
  }
}`;

/**
 * The last 50 deployments to an environment, newest first: one request.
 * @throws GitHubRefusal
 */
export async function listRollouts(
  client: Client,
  access: DeploymentAccess,
  environment: string,
  patience: Patience,
): Promise<readonly ListedRollout[]> {
  const { repository } = access;
  try {
    return await persist(async () => {
      const answer = await client.graphql<Answer | undefined>(QUERY, {
        ...repository,
        environment,
        request: { retries: 0 },
      });
      const nodes = answer?.repository?.deployments.nodes;
      if (nodes === undefined) throw new LostAnswer();
      return nodes;
    }, patience);
  } catch (error) {
    const attempt = attemptOf(access, `read the deployments to ${environment}`);
    throw explainRefusal(error, { ...attempt, permission: "deployments: read" });
  }
}

interface Answer {
  readonly repository: { readonly deployments: { readonly nodes: readonly ListedRollout[] } } | null;
}

import { LostAnswer } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";

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
 * @throws GitHubFailure
 */
export async function listRollouts(
  repository: GitHubRepository,
  environment: string,
): Promise<readonly ListedRollout[]> {
  const { client, name } = repository;
  const attempt = { doing: `read the deployments to ${environment}`, permission: "deployments: read" };
  return request(repository, attempt, async () => {
    const answer = await client.graphql<Answer | undefined>(QUERY, { ...name, environment });
    const nodes = answer?.repository?.deployments.nodes;
    if (nodes === undefined) throw new LostAnswer();
    return nodes;
  });
}

interface Answer {
  readonly repository: { readonly deployments: { readonly nodes: readonly ListedRollout[] } } | null;
}

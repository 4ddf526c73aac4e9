import type {
  Deployment,
  DeploymentConnection,
  DeploymentStatus,
  DeploymentStatusConnection,
  Query,
  Repository,
} from "@octokit/graphql-schema";
import { request, type GitHubRepository } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, nodes, nullable, present, text } from "../graphql/reader.ts";

const QUERY = `query RolloutsOfEnvironment($owner: String!, $repo: String!, $environment: String!) {
  repository(owner: $owner, name: $repo) {
    deployments(environments: [$environment], first: 50, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { commitOid statuses(first: 20) { nodes { id state createdAt } } }
    }
  }
}`;

const statuses = fields<DeploymentStatusConnection>()({
  nodes: nodes(fields<DeploymentStatus>()({ id: text, state: text, createdAt: text })),
});
const deployment = fields<Deployment>()({ commitOid: text, statuses: nullable(statuses) });
const deployments = fields<DeploymentConnection>()({ nodes: nodes(deployment) });
const read = fields<Query>()({ repository: present(fields<Repository>()({ deployments })) });

/** A deployment with its statuses, newest first. */
export interface ListedRollout {
  /** The deployed commit: 40 hex. */
  readonly revision: string;
  readonly statuses: readonly { readonly id: string; readonly state: string; readonly at: string }[];
}

/**
 * The latest 50 deployments to an environment, newest first. One request.
 * @throws GitHubFailure
 */
export async function listRollouts(
  repository: GitHubRepository,
  environment: string,
): Promise<readonly ListedRollout[]> {
  const { client, name } = repository;
  const attempt = { doing: `read the deployments to ${environment}`, permission: "deployments: read" };
  return request(repository, attempt, async () => {
    const answer = await ask(client, { query: QUERY, read }, { ...name, environment });
    return answer.repository.deployments.nodes.map(({ commitOid, statuses: said }) => ({
      revision: commitOid,
      statuses: (said?.nodes ?? []).map(({ id, state, createdAt }) => ({ id, state, at: createdAt })),
    }));
  });
}

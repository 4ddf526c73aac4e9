import type { Deployment, DeploymentConnection, Query, Repository } from "@octokit/graphql-schema";
import { request, type GitHubRepository } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, nodes, nullable, present, text } from "../graphql/reader.ts";
import { pageInfo } from "../graphql/shapes.ts";
import { PERMISSION } from "./deployment.ts";
import { sendStates } from "./send-states.ts";

export interface Inactivation {
  readonly environment: string;
  /** At most 140 characters. */
  readonly description: string;
  readonly logUrl: string | undefined;
}

/** States of a deployment that runs nothing in its environment. */
const ENDED = new Set(["INACTIVE", "DESTROYED", "ERROR", "FAILURE", "ABANDONED"]);

/**
 * Makes an environment's deployments inactive, newest first, a hundred per query and mutation. It stops at the first
 * hundred without an active one, so a long history costs no more than a short one.
 * @returns how many were active
 * @throws GitHubFailure
 */
export async function inactivateDeployments(
  repository: GitHubRepository,
  inactivation: Inactivation,
): Promise<number> {
  const doing = `make the deployments of ${inactivation.environment} inactive`;
  const attempt = { doing, permission: PERMISSION };
  let count = 0;
  for (let after: string | null = null; ;) {
    const page: Page = await request(repository, attempt, () =>
      readPage(repository, inactivation.environment, after),
    );
    const active = page.nodes.filter(({ state }) => state === null || !ENDED.has(state));
    if (active.length === 0) return count;
    await request(repository, attempt, () => endAll(repository, inactivation, active));
    count += active.length;
    if (!page.pageInfo.hasNextPage) return count;
    after = page.pageInfo.endCursor;
  }
}

/** Without the numeric id of REST, which GraphQL types as an Int although today's ids exceed it. */
const listed = fields<Deployment>()({ id: text, state: nullable(text) });
const deployments = fields<DeploymentConnection>()({ nodes: nodes(listed), pageInfo });
const read = fields<Query>()({ repository: present(fields<Repository>()({ deployments })) });

type Listed = ReturnType<typeof listed>;
type Page = ReturnType<typeof deployments>;

const QUERY = `query DeploymentsOfEnvironment($owner: String!, $repo: String!, $environment: String!, $after: String) {
  repository(owner: $owner, name: $repo) {
    deployments(environments: [$environment], first: 100, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { id state }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

async function readPage(
  { client, name }: GitHubRepository,
  environment: string,
  after: string | null,
): Promise<Page> {
  const answer = await ask(client, { query: QUERY, read }, { ...name, environment, after });
  return answer.repository.deployments;
}

async function endAll(
  repository: GitHubRepository,
  { description, logUrl }: Inactivation,
  deployments: readonly Listed[],
): Promise<void> {
  const states = deployments.map(({ id }) => ({
    id,
    state: "inactive" as const,
    description,
    logUrl,
    autoInactive: false,
  }));
  await sendStates(repository, states);
}

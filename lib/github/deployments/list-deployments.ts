import type { Deployment, DeploymentConnection, Query } from "@octokit/graphql-schema";
import { request, type GitHubRepository } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, nodes, nullable, numbered, present, text } from "../graphql/reader.ts";
import { creationIdOf } from "./find-deployment.ts";

/** A deployment from GraphQL. */
export interface ListedDeployment {
  /** The GraphQL id. The numeric id of REST is an Int in GraphQL, although today's ids exceed it. */
  readonly id: string;
  readonly environment: string;
  /** 40 hex. */
  readonly commitOid: string;
  /** `ACTIVE`, `IN_PROGRESS`, `INACTIVE`, … */
  readonly state: string | null;
  readonly creationId: unknown;
}

const deployments = fields<DeploymentConnection>()({
  nodes: nodes(
    fields<Deployment>()({ id: text, commitOid: text, state: nullable(text), payload: nullable(text) }),
  ),
});

/**
 * The latest hundred deployments of each environment, newest first. One request.
 * @throws GitHubFailure
 */
export async function listDeployments(
  repository: GitHubRepository,
  environments: readonly string[],
): Promise<readonly ListedDeployment[]> {
  const { client, name } = repository;
  const attempt = {
    doing: `read the deployments to ${environments.join(", ")}`,
    permission: "deployments: read",
  };
  return request(repository, attempt, async () => {
    const read = fields<Query>()({ repository: present(numbered("e", environments.length, deployments)) });
    const { repository: pages } = await ask(
      client,
      { query: query(environments.length), read },
      {
        ...name,
        ...Object.fromEntries(environments.map((environment, index) => [`environment${index}`, environment])),
      },
    );
    return environments.flatMap((environment, index) =>
      (pages[index]?.nodes ?? []).map(({ payload, ...deployment }) => ({
        ...deployment,
        environment,
        creationId: creationIdOf(payload),
      })),
    );
  });
}

/** One alias per environment; the names travel as variables. */
function query(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query OpenDeployments($owner: String!, $repo: String!${indexes.map((i) => `, $environment${i}: String!`).join("")}) {
  repository(owner: $owner, name: $repo) {
${indexes.map((i) => `    e${i}: deployments(environments: [$environment${i}], first: 100, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { id commitOid state payload } }`).join("\n")}
  }
}`;
}

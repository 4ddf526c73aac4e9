import { LostAnswer } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import { creationIdOf } from "./find-deployment.ts";

/** A deployment as GraphQL lists it. */
export interface ListedDeployment {
  /** GraphQL's: it gives the number that REST knows it by as an Int, which those of today no longer fit. */
  readonly id: string;
  readonly environment: string;
  /** 40 hex. */
  readonly commitOid: string;
  /** `ACTIVE`, `IN_PROGRESS`, `INACTIVE`, … */
  readonly state: string;
  readonly creationId: unknown;
}

interface Page {
  readonly nodes: readonly {
    readonly id: string;
    readonly commitOid: string;
    readonly state: string;
    readonly payload: string | null;
  }[];
}

/**
 * The last hundred deployments of each environment, newest first: one request.
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
    const answer = await client.graphql<
      { readonly repository?: Readonly<Record<string, Page>> | null } | undefined
    >(query(environments.length), {
      ...name,
      ...Object.fromEntries(environments.map((environment, index) => [`environment${index}`, environment])),
    });
    const found = answer?.repository;
    if (found === undefined || found === null) throw new LostAnswer();
    return environments.flatMap((environment, index) =>
      (found[`e${index}`]?.nodes ?? []).map(({ payload, ...deployment }) => ({
        ...deployment,
        environment,
        creationId: creationIdOf(payload),
      })),
    );
  });
}

/** One alias for each environment; their names travel as variables. */
function query(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query OpenDeployments($owner: String!, $repo: String!${indexes.map((i) => `, $environment${i}: String!`).join("")}) {
  repository(owner: $owner, name: $repo) {
${indexes.map((i) => `    e${i}: deployments(environments: [$environment${i}], first: 100, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { id commitOid state payload } }`).join("\n")}
  }
}`;
}

import type { Client } from "../client.ts";
import { LostAnswer } from "../failure.ts";
import type { DeploymentAccess } from "./deployment.ts";
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
 * @throws what Octokit throws, or LostAnswer
 */
export async function listDeployments(
  client: Client,
  { repository }: DeploymentAccess,
  environments: readonly string[],
): Promise<readonly ListedDeployment[]> {
  const answer = await client.graphql<
    { readonly repository?: Readonly<Record<string, Page>> | null } | undefined
  >(query(environments.length), {
    ...repository,
    ...Object.fromEntries(environments.map((name, index) => [`environment${index}`, name])),
    request: { retries: 0 },
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

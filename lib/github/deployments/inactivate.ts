import type { Client } from "../client.ts";
import { explainRefusal } from "../errors.ts";
import { persist, type Patience } from "../persist.ts";
import { LostAnswer } from "../failure.ts";
import type { DeploymentAccess } from "./deployment.ts";
import { attemptOf } from "./refusal.ts";
import { sendStates } from "./send-states.ts";

export interface Inactivation extends DeploymentAccess {
  readonly environment: string;
  /** At most 140 characters. */
  readonly description: string;
  readonly logUrl: string | undefined;
}

/** States in which nothing runs in the environment for this deployment. */
const ENDED = new Set(["INACTIVE", "DESTROYED", "ERROR", "FAILURE", "ABANDONED"]);

/**
 * Makes an environment's deployments inactive, newest first, a hundred with one query and one mutation. It stops at
 * the first hundred of which none was active, so that a long history costs no more than a short one.
 * @returns how many were active
 * @throws GitHubRefusal
 */
export async function inactivateDeployments(
  client: Client,
  request: Inactivation,
  patience: Patience,
): Promise<number> {
  try {
    return await inactivateFrom(null, client, request, patience);
  } catch (error) {
    const doing = `make the deployments of ${request.environment} inactive`;
    throw explainRefusal(error, attemptOf(request, doing));
  }
}

async function inactivateFrom(
  after: string | null,
  client: Client,
  request: Inactivation,
  patience: Patience,
): Promise<number> {
  const { nodes, pageInfo } = await persist(() => readPage(client, request, after), patience);
  const active = nodes.filter(({ state }) => !ENDED.has(state));
  if (active.length === 0) return 0;
  await persist(() => endAll(client, request, active), patience);
  if (!pageInfo.hasNextPage) return active.length;
  return active.length + (await inactivateFrom(pageInfo.endCursor, client, request, patience));
}

/** Without the number that REST knows it by: GraphQL gives it as an Int, which those of today no longer fit. */
interface Listed {
  readonly id: string;
  readonly state: string;
}

interface Page {
  readonly nodes: readonly Listed[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const QUERY = `query DeploymentsOfEnvironment($owner: String!, $repo: String!, $environment: String!, $after: String) {
  repository(owner: $owner, name: $repo) {
    deployments(environments: [$environment], first: 100, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { id state }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

async function readPage(
  client: Client,
  { repository, environment }: Inactivation,
  after: string | null,
): Promise<Page> {
  const answer = await client.graphql<
    { readonly repository?: { readonly deployments: Page } | null } | undefined
  >(QUERY, { ...repository, environment, after, request: { retries: 0 } });
  const page = answer?.repository?.deployments;
  if (page === undefined) throw new LostAnswer();
  return page;
}

async function endAll(
  client: Client,
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
  await sendStates(client, states);
}

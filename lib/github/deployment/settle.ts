import { LostAnswer } from "../failure.ts";
import type { Client } from "../client.ts";
import { explainRefusal, GitHubRefusal } from "../errors.ts";
import { persist, type Patience } from "../persist.ts";
import { deployCommit } from "./deploy-commit.ts";
import type { DeploymentAccess } from "./deployment.ts";
import { creationIdOf } from "./find-deployment.ts";
import { attemptOf } from "./refusal.ts";
import { sendStates, type NextState } from "./send-states.ts";

/** What a deployment is to be told, wherever it is. */
export interface Verdict extends Omit<NextState, "id" | "autoInactive"> {
  readonly environment: string;
  /** 40 hex. */
  readonly sha: string;
  readonly creationId: string;
  /** Whether to make the deployment where there is none. */
  readonly isToBeMade: boolean;
}

/** `missing`: there is no such deployment. `settled`: it needs nothing more. Or why it could not be made. */
export type Settlement = "told" | "settled" | "missing" | GitHubRefusal;

/** States of a deployment that waits to hear of its rollout. */
const WAITING: ReadonlySet<string> = new Set(["IN_PROGRESS", "PENDING", "QUEUED", "WAITING"]);

/** As many as one mutation takes. */
const AT_ONCE = 100;

/**
 * Finds deployments by what created them, and tells each how it went, unless it has heard: two requests for a
 * repository, one more for each further hundred and for each that has to be made.
 * @returns what became of each, in the order of the verdicts
 * @throws GitHubRefusal
 */
export async function settleDeployments(
  client: Client,
  access: DeploymentAccess,
  verdicts: readonly Verdict[],
  patience: Patience,
): Promise<readonly Settlement[]> {
  try {
    const environments = [...new Set(verdicts.map(({ environment }) => environment))];
    const pages = await persist(() => readEnvironments(client, access, environments), patience);
    const found: (Listed | GitHubRefusal | undefined)[] = [];
    for (const verdict of verdicts) {
      const listed = pages[environments.indexOf(verdict.environment)]?.nodes;
      const known = listed?.find((one) => isMeant(one, verdict));
      found.push(known ?? (verdict.isToBeMade ? await make(client, access, verdict, patience) : undefined));
    }
    const states = nextStates(verdicts, found);
    for (let start = 0; start < states.length; start += AT_ONCE) {
      await persist(() => sendStates(client, states.slice(start, start + AT_ONCE)), patience);
    }
    return verdicts.map((verdict, index) => settlement(found[index], verdict));
  } catch (error) {
    throw explainRefusal(error, attemptOf(access, "finish the deployments"));
  }
}

/** Why one cannot be made is told of that one: the others are told all the same. */
async function make(
  client: Client,
  access: DeploymentAccess,
  verdict: Verdict,
  patience: Patience,
): Promise<Listed | GitHubRefusal> {
  const { environment, sha, creationId, description } = verdict;
  try {
    const request = { ...access, environment, sha, creationId, description };
    const { nodeId } = await deployCommit(client, request, patience);
    return { id: nodeId, commitOid: sha, state: "PENDING", payload: null };
  } catch (error) {
    if (error instanceof GitHubRefusal) return error;
    throw error;
  }
}

function settlement(deployment: Listed | GitHubRefusal | undefined, { state }: Verdict): Settlement {
  if (deployment === undefined) return "missing";
  if (deployment instanceof GitHubRefusal) return deployment;
  // What runs runs, whatever was said before; the rest is for those that nobody has told of yet.
  const isOpen = state === "success" ? deployment.state !== "ACTIVE" : WAITING.has(deployment.state);
  return isOpen ? "told" : "settled";
}

function nextStates(
  verdicts: readonly Verdict[],
  found: readonly (Listed | GitHubRefusal | undefined)[],
): readonly NextState[] {
  const replaced = new Set<string>();
  return verdicts.flatMap((verdict, index): readonly NextState[] => {
    const deployment = found[index];
    if (deployment === undefined || deployment instanceof GitHubRefusal) return [];
    if (settlement(deployment, verdict) !== "told") return [];
    const { environment, state, description, logUrl } = verdict;
    // Those that run beside each other must not end each other: the first success replaces what was before.
    const autoInactive = state === "success" && !replaced.has(environment);
    if (autoInactive) replaced.add(environment);
    return [{ id: deployment.id, state, description, logUrl, autoInactive }];
  });
}

function isMeant({ commitOid, payload }: Listed, { sha, creationId }: Verdict): boolean {
  return commitOid === sha && creationIdOf(payload) === creationId;
}

/** Without the number that REST knows it by: GraphQL gives it as an Int, which those of today no longer fit. */
interface Listed {
  readonly id: string;
  readonly commitOid: string;
  readonly state: string;
  readonly payload: string | null;
}

interface Page {
  readonly nodes: readonly Listed[];
}

/** The last hundred deployments of each environment. */
async function readEnvironments(
  client: Client,
  { repository }: DeploymentAccess,
  environments: readonly string[],
): Promise<readonly Page[]> {
  const answer = await client.graphql<
    { readonly repository?: Readonly<Record<string, Page>> | null } | undefined
  >(query(environments.length), {
    ...repository,
    ...Object.fromEntries(environments.map((name, index) => [`environment${index}`, name])),
    request: { retries: 0 },
  });
  const found = answer?.repository;
  if (found === undefined || found === null) throw new LostAnswer();
  return environments.map((_name, index) => found[`e${index}`] ?? { nodes: [] });
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

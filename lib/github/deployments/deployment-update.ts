import type { ListedDeployment } from "./list-deployments.ts";
import type { NextState } from "./send-states.ts";

/** What a deployment's next state is to be, wherever the deployment is. */
export interface DeploymentUpdate extends Omit<NextState, "id" | "autoInactive"> {
  readonly environment: string;
  /** 40 hex. */
  readonly sha: string;
  readonly creationId: string;
  /** Whether to make the deployment where there is none. */
  readonly isToBeMade: boolean;
  /** Whether nothing else of the repository runs in the environment: its success ends all that came before it. */
  readonly isAlone: boolean;
  /** Whether it ran until now, and does no more. */
  readonly isEnd: boolean;
}

/** What became of an update. `missing`: there is no such deployment. `settled`: it needs nothing more. */
export interface UpdateResult {
  readonly outcome: "told" | "settled" | "missing" | "failed";
  /** Why it could not be told: what was thrown. Absent unless failed. */
  readonly error?: unknown;
}

/** States of a deployment whose rollout has not been reported yet. */
const WAITING: ReadonlySet<string> = new Set(["IN_PROGRESS", "PENDING", "QUEUED", "WAITING"]);

/** The deployment that an update is for. Of several, the oldest: see makeDeployments. @param listed newest first */
export function meantBy(
  { environment, sha, creationId }: Pick<DeploymentUpdate, "environment" | "sha" | "creationId">,
  listed: readonly ListedDeployment[],
): ListedDeployment | undefined {
  return listed.findLast(
    (one) => one.environment === environment && one.commitOid === sha && one.creationId === creationId,
  );
}

/**
 * What to say to which deployment, and what becomes of each update. Ends come first: GitHub, ending what came before
 * a success, changes nothing that has ended already.
 */
export function decide(
  updates: readonly DeploymentUpdate[],
  listed: readonly ListedDeployment[],
): { readonly states: readonly NextState[]; readonly outcomes: readonly UpdateResult["outcome"][] } {
  const states: NextState[] = [];
  const outcomes = updates.map((update) => {
    const deployment = meantBy(update, listed);
    // What was never begun needs no end.
    if (deployment === undefined) return update.isEnd ? "settled" : "missing";
    if (!isOpen(deployment, update)) return "settled";
    const { state, description, logUrl } = update;
    const autoInactive = state === "success" && update.isAlone;
    states.push({ id: deployment.id, state, description, logUrl, autoInactive });
    return "told";
  });
  return { states: states.toSorted(endsFirst), outcomes };
}

function isOpen({ state }: ListedDeployment, update: DeploymentUpdate): boolean {
  if (update.isEnd) return state === "ACTIVE";
  // What runs runs, whatever was said before; the rest is for those that nobody has told of yet.
  return update.state === "success" ? state !== "ACTIVE" : state !== null && WAITING.has(state);
}

function endsFirst(a: NextState, b: NextState): number {
  return Number(a.state === "success") - Number(b.state === "success");
}

import type { ListedDeployment } from "./list-deployments.ts";
import type { NextState } from "./send-states.ts";

/** The next state of a deployment, identified by what created it. */
export interface DeploymentUpdate extends Omit<NextState, "id" | "autoInactive"> {
  readonly environment: string;
  /** 40 hex. */
  readonly sha: string;
  readonly creationId: string;
  /** Whether to create the deployment if it does not exist. */
  readonly isToBeMade: boolean;
  /** Whether nothing else of the repository runs in the environment, so that a success ends all earlier deployments. */
  readonly isAlone: boolean;
  /** Whether it has just stopped running. */
  readonly isEnd: boolean;
}

/** The result of an update. `missing`: there is no such deployment. `settled`: it needs no update. */
export interface UpdateResult {
  readonly outcome: "told" | "settled" | "missing" | "failed";
  /** What was thrown; only for `failed`. */
  readonly error?: unknown;
}

/** States of a deployment whose rollout has not been reported. */
const WAITING: ReadonlySet<string> = new Set(["IN_PROGRESS", "PENDING", "QUEUED", "WAITING"]);

/** The deployment that an update means. Of several, the oldest: see makeDeployments. @param listed newest first */
export function meantBy(
  { environment, sha, creationId }: Pick<DeploymentUpdate, "environment" | "sha" | "creationId">,
  listed: readonly ListedDeployment[],
): ListedDeployment | undefined {
  return listed.findLast(
    (one) => one.environment === environment && one.commitOid === sha && one.creationId === creationId,
  );
}

/**
 * Decides which deployments get which state, and the outcome of each update. Ends come first: when GitHub makes earlier
 * deployments inactive on a success, it leaves ended ones alone.
 */
export function decide(
  updates: readonly DeploymentUpdate[],
  listed: readonly ListedDeployment[],
): { readonly states: readonly NextState[]; readonly outcomes: readonly UpdateResult["outcome"][] } {
  const states: NextState[] = [];
  const outcomes = updates.map((update) => {
    const deployment = meantBy(update, listed);
    // What never started needs no end.
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
  // What runs has succeeded, whatever was reported before; other states are for deployments that nobody has reported.
  return update.state === "success" ? state !== "ACTIVE" : state !== null && WAITING.has(state);
}

function endsFirst(a: NextState, b: NextState): number {
  return Number(a.state === "success") - Number(b.state === "success");
}

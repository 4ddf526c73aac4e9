import type { ListedDeployment } from "./list-deployments.ts";
import type { NextState } from "./send-states.ts";

/** What a deployment is to be told, wherever it is. */
export interface Verdict extends Omit<NextState, "id" | "autoInactive"> {
  readonly environment: string;
  /** 40 hex. */
  readonly sha: string;
  readonly creationId: string;
  /** Whether to make the deployment where there is none. */
  readonly isToBeMade: boolean;
  /** Whether nothing else of the repository runs in the environment: its success ends all that came before it. */
  readonly isAlone: boolean;
  /** Whether it ran until now, and is to be told that it does no more. */
  readonly isEnd: boolean;
}

/** What became of a verdict. `missing`: there is no such deployment. `settled`: it needs nothing more. */
export interface Settlement {
  readonly outcome: "told" | "settled" | "missing" | "failed";
  /** Why it could not be told; empty unless failed. */
  readonly reason: string;
}

/** States of a deployment that waits to hear of its rollout. */
const WAITING: ReadonlySet<string> = new Set(["IN_PROGRESS", "PENDING", "QUEUED", "WAITING"]);

/** The deployment that a verdict is of. Of several, the oldest: see makeDeployments. @param listed newest first */
export function meantBy(
  { environment, sha, creationId }: Pick<Verdict, "environment" | "sha" | "creationId">,
  listed: readonly ListedDeployment[],
): ListedDeployment | undefined {
  return listed.findLast(
    (one) => one.environment === environment && one.commitOid === sha && one.creationId === creationId,
  );
}

/**
 * What to say to which deployment, and what becomes of each verdict. Ends come first: GitHub, ending what came before
 * a success, says nothing to what has ended already.
 */
export function decide(
  verdicts: readonly Verdict[],
  listed: readonly ListedDeployment[],
): { readonly states: readonly NextState[]; readonly outcomes: readonly Settlement["outcome"][] } {
  const states: NextState[] = [];
  const outcomes = verdicts.map((verdict) => {
    const deployment = meantBy(verdict, listed);
    // What was never begun needs no end.
    if (deployment === undefined) return verdict.isEnd ? "settled" : "missing";
    if (!isOpen(deployment, verdict)) return "settled";
    const { state, description, logUrl } = verdict;
    const autoInactive = state === "success" && verdict.isAlone;
    states.push({ id: deployment.id, state, description, logUrl, autoInactive });
    return "told";
  });
  return { states: states.toSorted(endsFirst), outcomes };
}

function isOpen({ state }: ListedDeployment, verdict: Verdict): boolean {
  if (verdict.isEnd) return state === "ACTIVE";
  // What runs runs, whatever was said before; the rest is for those that nobody has told of yet.
  return verdict.state === "success" ? state !== "ACTIVE" : WAITING.has(state);
}

function endsFirst(a: NextState, b: NextState): number {
  return Number(a.state === "success") - Number(b.state === "success");
}

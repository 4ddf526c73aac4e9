import { HttpProblem } from "../../../lib/http/problem.ts";
import { Rejected } from "../rejected.ts";
import { NOT_ALLOWED } from "../requests/lock.ts";

/** How an edge says that nothing was locked, or unlocked. */
export interface LockRefusal {
  readonly what: "locked" | "unlocked";
  /** Where the rules refuse whoever asks. */
  readonly notAllowed: number;
  /** Where it is locked already, or is not. */
  readonly inVain: number;
}

/** Locks or unlocks. @throws HttpProblem that says why nothing was done */
export async function orRefused<T>(
  { what, notAllowed, inVain }: LockRefusal,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    const status = error.code === NOT_ALLOWED ? notAllowed : inVain;
    throw new HttpProblem(status, `Nothing was ${what}: ${error.message}.`);
  }
}

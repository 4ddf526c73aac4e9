import type { Source } from "./schema.generated.ts";

/**
 * Which of two builds is the newer: GitHub's run ids grow, a re-run keeps its id and counts attempts.
 * @returns below 0 when `a` is older, above 0 when it is newer, 0 for the same attempt;
 *   undefined when they cannot be compared, being of different repositories or of none
 */
export function compareBuilds(a: Source | undefined, b: Source | undefined): number | undefined {
  if (a === undefined || b === undefined || !sameRepository(a, b)) return undefined;
  return a.run_id - b.run_id || a.run_attempt - b.run_attempt;
}

/** GitHub's owners and names ignore case. */
function sameRepository(a: Source, b: Source): boolean {
  return a.repository.toLowerCase() === b.repository.toLowerCase();
}

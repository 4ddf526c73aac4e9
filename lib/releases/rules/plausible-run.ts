import type { Problem } from "../documents/problem.ts";
import type { Source } from "../generated/schema.generated.ts";

/**
 * How far a claimed run id may be ahead of the run that reads it. A build starts before the run that its dispatch
 * triggers, and GitHub numbers the runs of all repositories in one sequence, though not strictly by their start:
 * github.com assigns this many ids in about an hour, and no dispatch is that far ahead.
 */
const AHEAD = 1_000_000;

/** The limit if the reader is not a run: fifty times the ids that github.com had assigned by 2026. */
const HIGHEST = 1_000_000_000_000;

/**
 * The objection to a claimed run id that GitHub cannot have assigned. Such an id would keep out every build that comes
 * after it.
 * @param current the id of the run that reads the dispatch; undefined outside GitHub Actions
 */
export function runIdProblems(
  source: Pick<Source, "repository" | "run_id"> | undefined,
  current: number | undefined,
): readonly Problem[] {
  if (source === undefined) return [];
  const highest = current === undefined || Number.isNaN(current) ? HIGHEST : current + AHEAD;
  if (source.run_id <= highest) return [];
  const than =
    current === undefined || Number.isNaN(current) ? "" : `: this run, which came later, has ${current}`;
  const message = `source.run_id is ${source.run_id}, which no run of ${source.repository} can have yet${than}: release it with trigger-dispatch, which sends the build's own run id`;
  return [{ path: "source.run_id", message }];
}

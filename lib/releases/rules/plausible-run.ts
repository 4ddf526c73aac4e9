import type { Problem } from "../documents/problem.ts";
import type { Source } from "../generated/schema.generated.ts";

/**
 * How far a claimed run id may be ahead of the run that reads it. A build starts before the run that its dispatch
 * starts, and GitHub numbers the runs of all its repositories in one sequence, though not strictly in the order in which
 * they start: github.com gives this many ids in about an hour, and no dispatch is that much ahead of its own time.
 */
const AHEAD = 1_000_000;

/** Where the reader has no run of its own: fifty times what github.com had given by 2026. */
const HIGHEST = 1_000_000_000_000;

/**
 * What speaks against a run id that is only claimed. One that GitHub cannot have given would keep out every build that
 * comes after it.
 * @param current the id of the run that reads the dispatch; undefined outside of GitHub Actions
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
  const message = `source.run_id is ${source.run_id}, which no run of ${source.repository} can have yet${than}: release it with trigger-dispatch, which names the build's own run`;
  return [{ path: "source.run_id", message }];
}

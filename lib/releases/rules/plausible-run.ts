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

/** Twenty times as often as GitHub lets people run a run again. */
const HIGHEST_ATTEMPT = 1000;

/**
 * The objections to a claimed run id and attempt that GitHub cannot have assigned. They would keep out every build, or
 * every attempt, that comes after it.
 * @param current the id of the run that reads the dispatch; undefined outside GitHub Actions
 */
export function runIdProblems(
  source: Pick<Source, "repository" | "run_id" | "run_attempt"> | undefined,
  current: number | undefined,
): readonly Problem[] {
  if (source === undefined) return [];
  return [...idProblems(source, current), ...attemptProblems(source)];
}

function idProblems(
  { repository, run_id: id }: Pick<Source, "repository" | "run_id">,
  current: number | undefined,
): readonly Problem[] {
  const isKnown = current !== undefined && !Number.isNaN(current);
  if (id <= (isKnown ? current + AHEAD : HIGHEST)) return [];
  const than = isKnown ? `: this run, which came later, has ${current}` : "";
  const message = `source.run_id is ${id}, which no run of ${repository} can have yet${than}: release it with trigger-dispatch, which sends the build's own run id`;
  return [{ path: "source.run_id", message }];
}

function attemptProblems({ run_attempt: attempt }: Pick<Source, "run_attempt">): readonly Problem[] {
  if (attempt <= HIGHEST_ATTEMPT) return [];
  const message = `source.run_attempt is ${attempt}, but GitHub lets nobody run a run again that often: release it with trigger-dispatch, which sends the build's own attempt`;
  return [{ path: "source.run_attempt", message }];
}

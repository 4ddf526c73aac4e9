import { isSameIdentity } from "../documents/repository-name.ts";
import type { Build, ReleaseRecord, Source } from "../generated/schema.generated.ts";

/** Whether a token proved the build: only then is its repository's id on record, and a dispatch cannot put it there. */
export function isProved({ repository_id }: Pick<Build, "repository_id">): boolean {
  return repository_id !== undefined;
}

/**
 * Which of two builds is the newer: GitHub's run ids grow, a re-run keeps its id and counts attempts.
 * @returns below 0 when `a` is older, above 0 when it is newer, 0 for the same attempt;
 *   undefined when they cannot be compared, being of different repositories or of none
 */
export function compareBuilds(a: Build | undefined, b: Build | undefined): number | undefined {
  if (a === undefined || b === undefined || !isSameIdentity(a, b)) return undefined;
  return a.run_id - b.run_id || a.run_attempt - b.run_attempt;
}

/**
 * The build that was ever released to a record and that a build of the same repository must not be older than. A
 * proved one is held against proved ones alone: whoever can dispatch can claim any run id.
 */
export function newestBuild(record: ReleaseRecord, source: Source | undefined): Build | undefined {
  if (source === undefined) return undefined;
  const builds = releasedBuilds(record).filter((build) => isSameIdentity(build, source));
  const proved = builds.find(isProved);
  return isProved(source) ? proved : (proved ?? builds[0]);
}

/** Whether this very build was released here before another took its place, as the record remembers. */
export function wasReplaced({ newest_builds: past = [] }: ReleaseRecord, source: Source): boolean {
  return past.some((build) => isProved(build) === isProved(source) && compareBuilds(build, source) === 0);
}

/** What a record, or what is left of one, says of its builds. */
type Released = Pick<Partial<ReleaseRecord>, "source" | "newest_builds">;

/**
 * The builds that a record must remember beside its new source, so that no older one slips in after a release by
 * hand, by another repository, or by force.
 * @param isReset whether a person has set the order anew: what was only claimed then orders nothing any more, and is
 *   remembered as what was replaced
 */
export function rememberedBuilds(
  record: Released,
  source: Source | undefined,
  isReset: boolean,
): readonly Build[] {
  return releasedBuilds(record).filter((build) => {
    if (source !== undefined && isSuccessor(source, build)) return (compareBuilds(source, build) ?? 0) < 0;
    return isProved(build) || !isReset;
  });
}

/** Whether a build takes the place of another in the order: of the same repository, and both proved or both claimed. */
function isSuccessor(source: Build, build: Build): boolean {
  return isProved(build) === isProved(source) && isSameIdentity(source, build);
}

/**
 * The newest build of each repository that was released to a record, proved and claimed ones apart; the present source's
 * comes last. Where a claimed build stands, an order that was claimed before ends with it: only a person can have put an
 * older one there.
 */
export function releasedBuilds({ source, newest_builds: past = [] }: Released): readonly Build[] {
  if (source === undefined) return past;
  const others = past.filter((build) => !isSuccessor(source, build));
  const newer = past.find(
    (build) => isProved(source) && isSuccessor(source, build) && (compareBuilds(build, source) ?? 0) > 0,
  );
  return [...others, newer ?? buildOf(source)];
}

function buildOf({ repository, repository_id, run_id, run_attempt }: Source): Build {
  return { repository, ...(repository_id !== undefined && { repository_id }), run_id, run_attempt };
}

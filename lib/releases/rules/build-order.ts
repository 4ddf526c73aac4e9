import { isSameIdentity } from "../documents/repository-name.ts";
import type { Build, ReleaseRecord, Source } from "../generated/schema.generated.ts";

/** Whether a token proved the build: only then is its repository's id on record, which no dispatch can write. */
export function isProved({ repository_id }: Pick<Build, "repository_id">): boolean {
  return repository_id !== undefined;
}

/**
 * Compares two builds: run ids grow, and a re-run keeps its id with a higher attempt.
 * @returns negative if `a` is older, positive if it is newer, 0 for the same attempt; undefined if the builds cannot be
 *   compared, because they come from different repositories or from none
 */
export function compareBuilds(a: Build | undefined, b: Build | undefined): number | undefined {
  if (a === undefined || b === undefined || !isSameIdentity(a, b)) return undefined;
  return a.run_id - b.run_id || a.run_attempt - b.run_attempt;
}

/**
 * The build that a new build of the same repository must not be older than, of all that were ever released to a record.
 * A proved build is compared only with proved ones, because anyone who can dispatch can claim any run id.
 */
export function newestBuild(record: ReleaseRecord, source: Source | undefined): Build | undefined {
  if (source === undefined) return undefined;
  const builds = releasedBuilds(record).filter((build) => isSameIdentity(build, source));
  const proved = builds.find(isProved);
  return isProved(source) ? proved : (proved ?? builds[0]);
}

/** Whether exactly this build was released here and then replaced, as far as the record remembers. */
export function wasReplaced({ newest_builds: past = [] }: ReleaseRecord, source: Source): boolean {
  return past.some((build) => isProved(build) === isProved(source) && compareBuilds(build, source) === 0);
}

/** What a record, or its tombstone, remembers of its builds. */
type Released = Pick<Partial<ReleaseRecord>, "source" | "newest_builds">;

/**
 * The builds that a record must remember in addition to its new source, so that no older build gets in after a release by hand,
 * by another repository, or by force.
 * @param isReset whether a person has reset the order: earlier claims then no longer order builds, and are remembered
 *   as replaced
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

/** Whether a build replaces another in the order: same repository, and both proved or both claimed. */
function isSuccessor(source: Build, build: Build): boolean {
  return isProved(build) === isProved(source) && isSameIdentity(source, build);
}

/**
 * The newest build of each repository that was released to a record, proved and claimed ones separately, with the
 * present source's last. A claimed build in the record ends the order of earlier claims, because only a person can have
 * put an older build there.
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

import { isSameRepository } from "../documents/repository-name.ts";
import type { Build, ReleaseRecord, Source } from "../generated/schema.generated.ts";

/**
 * Which of two builds is the newer: GitHub's run ids grow, a re-run keeps its id and counts attempts.
 * @returns below 0 when `a` is older, above 0 when it is newer, 0 for the same attempt;
 *   undefined when they cannot be compared, being of different repositories or of none
 */
export function compareBuilds(a: Build | undefined, b: Build | undefined): number | undefined {
  if (a === undefined || b === undefined || !sameRepository(a, b)) return undefined;
  return a.run_id - b.run_id || a.run_attempt - b.run_attempt;
}

/** The newest build of the same repository that was ever released to a record. */
export function newestBuild(record: ReleaseRecord, source: Source | undefined): Build | undefined {
  return source && releasedBuilds(record).find((build) => sameRepository(build, source));
}

/**
 * The builds that a record must remember beside its new source, so that no older one slips in after a release by
 * hand, by another repository, or by force.
 */
export function rememberedBuilds(record: ReleaseRecord, source: Source | undefined): readonly Build[] {
  return releasedBuilds(record).filter((build) => (compareBuilds(source, build) ?? -1) < 0);
}

/** The newest of each repository; the present source stands beside those of the past. */
function releasedBuilds({ source, newest_builds: past = [] }: ReleaseRecord): readonly Build[] {
  if (source === undefined) return past;
  const { repository, run_id, run_attempt } = source;
  const others = past.filter((build) => !sameRepository(build, source));
  const own = past.find((build) => (compareBuilds(build, source) ?? -1) > 0);
  return [...others, own ?? { repository, run_id, run_attempt }];
}

function sameRepository(a: Build, b: Build): boolean {
  return isSameRepository(a.repository, b.repository);
}

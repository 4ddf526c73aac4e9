import type { KnownBuild } from "../counted-builds.ts";
import type { FoundBuild, ScannedStatus } from "./scanned.ts";

/**
 * What a scan adds to what is known of a commit's builds. GitHub does not say there which attempt of a run it shows: one
 * that shows something else than the newest attempt that is known, which had ended, is a later one.
 * @param known all builds of the branch's head, from before GitHub was asked: what a webhook has told since is newer
 */
export function buildsToRecord(
  known: readonly KnownBuild[],
  { head, builds }: { readonly head: string; readonly builds: readonly FoundBuild[] },
): readonly KnownBuild[] {
  return builds.flatMap(({ updatedAt, ...found }) => {
    const attempt = attemptOf(known, { updatedAt, ...found });
    return attempt === undefined ? [] : [{ ...found, sha: head, attempt }];
  });
}

/** @returns undefined where it is known already */
function attemptOf(known: readonly KnownBuild[], found: FoundBuild): number | undefined {
  const same = known.filter(({ source, number }) => source === found.source && number === found.number);
  if (found.source === "suite") {
    const ended = Math.floor(Date.parse(found.updatedAt) / 1000);
    return same.some(({ attempt }) => attempt === ended) ? undefined : ended;
  }
  const newest = same.toSorted((a, b) => b.attempt - a.attempt)[0];
  if (newest === undefined) return 1;
  if (newest.state === found.state && newest.conclusion === found.conclusion) return undefined;
  return newest.state === "completed" ? newest.attempt + 1 : newest.attempt;
}

/** Whether a commit's statuses are not those that are known, so that GitHub has to be asked for their numbers. */
export function statusesDiffer(known: readonly KnownBuild[], found: readonly ScannedStatus[]): boolean {
  const statuses = known.filter(({ source }) => source === "status");
  return found.some(({ context, state }) => {
    const newest = statuses
      .filter(({ name }) => name.toLowerCase() === context.toLowerCase())
      .toSorted((a, b) => b.number - a.number)[0];
    return (newest?.conclusion ?? (newest === undefined ? undefined : "pending")) !== state;
  });
}

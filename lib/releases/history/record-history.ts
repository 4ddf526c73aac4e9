import type { ReleaseRecord } from "../generated/schema.generated.ts";
import { hasLine, ROLLED_BACK } from "./commit-message.ts";
import type { PlaceEntry } from "./place-entry.ts";

/** A commit of the release repository. */
export interface PastCommit {
  readonly oid: string;
  readonly url: string;
  readonly message: string;
}

/** A record's state after a commit. */
export interface RecordState {
  readonly commit: PastCommit;
  /** Undefined if there was no record. */
  readonly record: ReleaseRecord | undefined;
  /** What the database says of the place, whatever is deployed there; undefined if nothing ever was. */
  readonly entry?: PlaceEntry | undefined;
}

/** A release that ran. */
export interface PastRelease {
  readonly record: ReleaseRecord;
  /** The commit that released it. */
  readonly commit: PastCommit;
}

/**
 * The releases that ran, newest first, beginning with the current one.
 * @param states newest first. If a release appears in several, the oldest of them counts: the commits of a branch that
 *   was merged late show other records as they were when the branch began
 */
export function pastReleases(states: readonly RecordState[]): readonly PastRelease[] {
  const releases = new Map<string, PastRelease>();
  for (const { commit, record } of states) {
    if (record === undefined) continue;
    const { dispatch_id, image, digest, source } = record;
    const identity = JSON.stringify([dispatch_id, image, digest, source?.sha]);
    const newest = releases.get(identity)?.record ?? record;
    releases.delete(identity);
    releases.set(identity, { record: newest, commit });
  }
  return [...releases.values()];
}

/** Whether two records run the same thing: image, digest and source commit. */
export function runsSame(a: ReleaseRecord, b: ReleaseRecord): boolean {
  return a.image === b.image && a.digest === b.digest && a.source?.sha === b.source?.sha;
}

/**
 * The release before the current one. If the current one is a rollback, the one before the release that it restored:
 * people who roll back twice want to go further back, not forward again.
 * @param releases newest first, beginning with the current one
 * @returns undefined if there is none
 */
export function previousRelease(releases: readonly PastRelease[]): PastRelease | undefined {
  const [standing] = releases;
  if (standing === undefined) return undefined;
  let origin = 0;
  for (let at: PastRelease | undefined = standing; at !== undefined && isWayBack(at); at = releases[origin]) {
    const next = releases.findIndex(
      ({ record }, index) => index > origin && runsSame(record, standing.record),
    );
    if (next < 0) return undefined;
    origin = next;
  }
  return releases.find(({ record }, index) => index > origin && !runsSame(record, standing.record));
}

function isWayBack({ commit }: PastRelease): boolean {
  return hasLine(commit.message, ROLLED_BACK);
}

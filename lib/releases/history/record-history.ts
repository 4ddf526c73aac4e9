import type { ReleaseRecord } from "../generated/schema.generated.ts";
import { hasLine, ROLLED_BACK } from "./commit-message.ts";

/** A commit of the release repository. */
export interface PastCommit {
  readonly oid: string;
  readonly url: string;
  readonly message: string;
}

/** What a record was after a commit. */
export interface RecordState {
  readonly commit: PastCommit;
  /** Undefined when there was none. */
  readonly record: ReleaseRecord | undefined;
}

/** A release that ran. */
export interface PastRelease {
  readonly record: ReleaseRecord;
  /** The commit that brought it. */
  readonly commit: PastCommit;
}

/**
 * What ran, newest first; what runs now is the first.
 * @param states newest first. The same release in several of them is taken for as old as the oldest of them: the commits
 *   of a branch that was merged late show others' records as they were when it began
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

/** Whether two records run the same: image, digest and commit of the source. */
export function runsSame(a: ReleaseRecord, b: ReleaseRecord): boolean {
  return a.image === b.image && a.digest === b.digest && a.source?.sha === b.source?.sha;
}

/**
 * The release before the one that stands. Where that one is a rollback itself, the one before the release that it went
 * back to: whoever goes back twice wants to go further, not to where he came from.
 * @param releases newest first, beginning with the one that stands
 * @returns undefined when there is none among them
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

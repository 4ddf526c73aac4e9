import type { PlaceEntry } from "./place-entry.ts";
import type { PastCommit, RecordState } from "./record-history.ts";

/** What a commit has made of a place. */
export interface PastEntry {
  readonly entry: PlaceEntry;
  readonly commit: PastCommit;
}

/**
 * Everything that was deployed to a place and taken out of it, newest first, each with the commit that did so.
 * @param states newest first. Of an entry that several of them have, the oldest commit counts, and what the newest says: the
 *   commits of a branch that was merged late show other places as they were when the branch began
 */
export function pastEntries(states: readonly RecordState[]): readonly PastEntry[] {
  const past = new Map<string, PastEntry>();
  for (const { commit, entry } of states) {
    if (entry === undefined) continue;
    const identity = identityOf(entry);
    const newest = past.get(identity)?.entry ?? entry;
    past.delete(identity);
    past.set(identity, { entry: newest, commit });
  }
  return [...past.values()];
}

function identityOf(entry: PlaceEntry): string {
  switch (entry.kind) {
    case "image": {
      const { dispatch_id, image, digest, source } = entry.record;
      return JSON.stringify([dispatch_id, image, digest, source?.sha]);
    }
    case "config":
      return JSON.stringify([entry.record.dispatch_id, entry.record.repository, entry.record.sha]);
    case "chart":
      return JSON.stringify([entry.record.dispatch_id, entry.record.version, entry.record.digest]);
    default:
      return JSON.stringify(["undeployed", entry.trace.by, entry.trace.at]);
  }
}

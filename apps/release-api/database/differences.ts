import type { Place } from "../../../lib/releases/documents/database.ts";
import type { Snapshot } from "./snapshot.ts";

/** The differences between two versions. */
export interface Differences {
  readonly from: string;
  readonly to: string;
  /** The positions, in the later version, of records that are new or changed. */
  readonly changed: readonly number[];
  readonly removed: readonly Place[];
}

export function differencesBetween(before: Snapshot, after: Snapshot): Differences {
  const changed: number[] = [];
  for (const record of after.recordsOf()) {
    const { container, channel } = after.keyOf(record);
    const earlier = before.find(container, channel);
    if (earlier < 0 || !before.isSame(earlier, after, record)) changed.push(record);
  }
  const removed: Place[] = [];
  for (const record of before.recordsOf()) {
    const place = before.keyOf(record);
    if (after.find(place.container, place.channel) < 0) removed.push(place);
  }
  return { from: before.version, to: after.version, changed, removed };
}

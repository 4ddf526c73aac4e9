import type { Snapshot } from "./snapshot.ts";

/** What one version changed of another. */
export interface Differences {
  readonly from: string;
  readonly to: string;
  /** The places in the later one of the records that are new or say something else. */
  readonly changed: readonly number[];
  readonly removed: readonly { readonly container: string; readonly channel: string }[];
}

export function differencesBetween(before: Snapshot, after: Snapshot): Differences {
  const changed: number[] = [];
  for (const record of after.recordsOf()) {
    const { container, channel } = after.keyOf(record);
    const earlier = before.find(container, channel);
    if (earlier < 0 || !before.json(earlier, earlier + 1).equals(after.json(record, record + 1)))
      changed.push(record);
  }
  const removed = Array.from(before.recordsOf(), (record) => before.keyOf(record)).filter(
    ({ container, channel }) => after.find(container, channel) < 0,
  );
  return { from: before.version, to: after.version, changed, removed };
}

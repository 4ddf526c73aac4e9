import type { Place } from "../../../lib/releases/documents/database.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import type { HistoryFile, ShownEntry } from "./history-file.ts";

/** How far back to look, in entries of the place. */
const REACH = 200;

/**
 * What was put into a place since it had an image, newest first.
 * @returns undefined if it never had it, as far as was looked
 */
export async function releasedSince(
  file: HistoryFile,
  { container, channel }: Place,
  { image, digest }: Pick<ReleaseRecord, "image" | "digest">,
): Promise<readonly ShownEntry[] | undefined> {
  const numbers: number[] = [];
  const selection = { containers: [container], channels: [channel], since: 0, until: Infinity };
  for (const entry of file.index.matching({
    ...selection,
    kinds: ["release", "promote", "rollback", "edit"],
  })) {
    numbers.push(entry);
    if (numbers.length === REACH) break;
  }
  const entries = await file.read(numbers);
  const at = entries.findIndex(
    ({ to }) =>
      to !== null &&
      "image" in to &&
      (digest !== undefined && to.digest !== undefined ? to.digest === digest : to.image === image),
  );
  return at < 0 ? undefined : entries.slice(0, at);
}

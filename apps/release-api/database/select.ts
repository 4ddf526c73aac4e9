import { firstThat, type Snapshot } from "./snapshot.ts";

/** Which records are requested. An empty list means all. */
export interface Selection {
  /** Names, or prefixes that end in `*`. */
  readonly containers: readonly string[];
  readonly channels: readonly string[];
  /** The last record of the previous page. */
  readonly after: { readonly container: string; readonly channel: string } | undefined;
  readonly limit: number;
}

export interface Page {
  /** How many records all pages have. */
  readonly total: number;
  /** This page's records as JSON, separated by commas. */
  readonly json: Buffer;
  /** The last record of this page, if another page follows. */
  readonly last: { readonly container: string; readonly channel: string } | undefined;
}

/** One page of the requested records, sorted by container and channel. */
export function select(snapshot: Snapshot, { containers, channels, after, limit }: Selection): Page {
  const records = matching(snapshot, containers, channels);
  const position = after === undefined ? 0 : snapshot.positionAfter(after.container, after.channel);
  const start = position === 0 ? 0 : firstThat(records.length, (place) => (records[place] ?? 0) >= position);
  const end = Math.min(start + limit, records.length);
  const last = end < records.length && end > start ? snapshot.keyOf(records[end - 1] ?? 0) : undefined;
  return { total: records.length, json: jsonOf(snapshot, records, [start, end]), last };
}

/** The positions of the records, in order. */
function matching(
  snapshot: Snapshot,
  containers: readonly string[],
  channels: readonly string[],
): ArrayLike<number> {
  if (containers.length === 0 && channels.length <= 1) return snapshot.recordsOf(channels[0]);
  const wanted = new Set(channels);
  const records: number[] = [];
  for (const [start, end] of ranges(snapshot, containers)) {
    for (let record = start; record < end; record += 1) {
      if (wanted.size === 0 || wanted.has(snapshot.channelOf(record))) records.push(record);
    }
  }
  return records;
}

/** Ranges in order, without those inside others. */
function ranges(snapshot: Snapshot, containers: readonly string[]): readonly (readonly [number, number])[] {
  if (containers.length === 0) return [[0, snapshot.size]];
  const found = containers.map((name) =>
    name.endsWith("*") ? snapshot.prefixRange(name.slice(0, -1)) : snapshot.range(name),
  );
  let end = 0;
  return found
    .sort(([a], [b]) => a - b)
    .map(([from, to]) => {
      const start = Math.max(from, end);
      end = Math.max(end, to);
      return [start, Math.max(start, to)];
    });
}

const COMMA = Buffer.from(",");

/** Adjacent records are one piece of the database's text and need no joining. */
function jsonOf(
  snapshot: Snapshot,
  records: ArrayLike<number>,
  [start, end]: readonly [number, number],
): Buffer {
  const pieces: Buffer[] = [];
  let from = start;
  while (from < end) {
    let to = from + 1;
    while (to < end && records[to] === (records[to - 1] ?? 0) + 1) to += 1;
    if (pieces.length > 0) pieces.push(COMMA);
    pieces.push(snapshot.json(records[from] ?? 0, (records[to - 1] ?? 0) + 1));
    from = to;
  }
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}

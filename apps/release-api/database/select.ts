import { firstThat, type Snapshot } from "./snapshot.ts";

/** Which records are asked for. An empty list asks for all. */
export interface Selection {
  /** Names, or beginnings that end in `*`. */
  readonly containers: readonly string[];
  readonly channels: readonly string[];
  /** The last record of the page before. */
  readonly after: { readonly container: string; readonly channel: string } | undefined;
  readonly limit: number;
}

export interface Page {
  /** How many records there are on all pages. */
  readonly total: number;
  /** The JSON of this page's records, with commas between them. */
  readonly json: Buffer;
  /** The last record of this page, when another page follows. */
  readonly last: { readonly container: string; readonly channel: string } | undefined;
}

/** One page of the records that are asked for, sorted by container and channel. */
export function select(snapshot: Snapshot, { containers, channels, after, limit }: Selection): Page {
  const records = matching(snapshot, containers, channels);
  const position = after === undefined ? 0 : snapshot.positionAfter(after.container, after.channel);
  const start = position === 0 ? 0 : firstThat(records.length, (place) => (records[place] ?? 0) >= position);
  const end = Math.min(start + limit, records.length);
  const last = end < records.length && end > start ? snapshot.keyOf(records[end - 1] ?? 0) : undefined;
  return { total: records.length, json: jsonOf(snapshot, records, start, end), last };
}

/** The places of the records, in order. */
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

/** Without those that lie in others, in order. */
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

/** Neighbours are one piece of the database's text, and need not be put together. */
function jsonOf(snapshot: Snapshot, records: ArrayLike<number>, start: number, end: number): Buffer {
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

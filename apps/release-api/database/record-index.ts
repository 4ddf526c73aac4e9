import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";

/** Records in the form that requests are answered from. */
export interface IndexedRecords {
  /** Sorted by code unit, without repeats. */
  readonly containers: readonly string[];
  /** The first record of each container, followed by the number of records. */
  readonly firstRecords: Uint32Array<ArrayBuffer>;
  readonly channelNames: readonly string[];
  /** Each record's channel, as an index into `channelNames`. */
  readonly recordChannels: Uint32Array<ArrayBuffer>;
  /** All records as UTF-8 JSON, each followed by a comma, sorted by container and channel; ignore what follows. */
  readonly json: Uint8Array<ArrayBuffer>;
  /** Where each record starts in `json`, followed by the end of the last. */
  readonly starts: Uint32Array<ArrayBuffer>;
}

/** A record's position among the added texts. */
interface Entry {
  readonly container: string;
  readonly channel: string;
  readonly start: number;
  readonly end: number;
}

/** Collects records as text, so that the objects need not stay in memory, and sorts them for requests. */
export class RecordIndex {
  readonly #entries: Entry[] = [];
  #json: Buffer<ArrayBuffer>;
  #length = 0;

  /** @param room a first guess at the bytes of all records; memory is only used as needed */
  constructor(room: number) {
    this.#json = Buffer.allocUnsafeSlow(room);
  }

  add(record: ReleaseRecord): void {
    const { container, channel } = record;
    const text = `${JSON.stringify(record)},`;
    const start = this.#length;
    this.#makeRoom(Buffer.byteLength(text));
    this.#length += this.#json.write(text, start);
    this.#entries.push({ container, channel, start, end: this.#length });
  }

  /** The index, and whether a container appears twice in a channel. */
  finish(): { readonly records: IndexedRecords; readonly repeats: boolean } {
    const sorted = this.#entries.toSorted(comparePlaces);
    const isSorted = sorted.every((entry, index) => entry === this.#entries[index]);
    const repeats = sorted.some((entry, index) => {
      const next = sorted[index + 1];
      return next !== undefined && comparePlaces(entry, next) === 0;
    });
    return { records: this.#index(sorted, isSorted), repeats };
  }

  #index(sorted: readonly Entry[], isSorted: boolean): IndexedRecords {
    const containers: string[] = [];
    const firstRecords: number[] = [];
    const channelPlaces = new Map<string, number>();
    const recordChannels = new Uint32Array(sorted.length);
    const starts = new Uint32Array(sorted.length + 1);
    for (const [index, { container, channel, start, end }] of sorted.entries()) {
      if (containers.at(-1) !== container) {
        containers.push(container);
        firstRecords.push(index);
      }
      if (!channelPlaces.has(channel)) channelPlaces.set(channel, channelPlaces.size);
      recordChannels[index] = channelPlaces.get(channel) ?? 0;
      starts[index + 1] = (starts[index] ?? 0) + end - start;
    }
    return {
      containers,
      firstRecords: Uint32Array.from([...firstRecords, sorted.length]),
      channelNames: [...channelPlaces.keys()],
      recordChannels,
      // Most files are sorted; a copy would be the largest object after the file.
      json: isSorted ? this.#json : this.#joined(sorted),
      starts,
    };
  }

  /** The pieces joined, with the last comma. */
  #joined(pieces: readonly Entry[]): Uint8Array<ArrayBuffer> {
    const text = new Uint8Array(this.#length);
    let at = 0;
    for (const { start, end } of pieces) {
      text.set(this.#json.subarray(start, end), at);
      at += end - start;
    }
    return text;
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#json.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#json.length));
    this.#json.copy(larger, 0, 0, this.#length);
    this.#json = larger;
  }
}

function comparePlaces(first: Entry, second: Entry): number {
  return compare(first.container, second.container) || compare(first.channel, second.channel);
}

/** By code unit, as the database file is sorted. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

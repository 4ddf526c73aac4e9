import type { ChannelInfo } from "./channels.ts";
import type { LoadedData } from "./load.ts";
import { compare } from "./record-index.ts";

/** One immutable version of the database; each response is made from a single version. */
export class Snapshot {
  readonly version: string;
  /** Strong: the same version gives the same bytes at the same address. */
  readonly etag: string;
  readonly loadedAt: Date;
  readonly channels: readonly ChannelInfo[];
  /** When the next pin ends, in epoch milliseconds. */
  readonly nextPinEnd: number | undefined;
  readonly #data: LoadedData;
  #json: Buffer;
  readonly #places: ReadonlyMap<string, number>;
  readonly #all: Uint32Array;
  readonly #byChannel: ReadonlyMap<string, Uint32Array>;

  constructor(data: LoadedData, loadedAt: Date) {
    this.version = data.version;
    this.etag = `"${data.version}"`;
    this.loadedAt = loadedAt;
    this.channels = data.channels;
    this.nextPinEnd = data.nextPinEnd;
    this.#data = data;
    this.#json = Buffer.from(data.json.buffer);
    this.#places = new Map(data.containers.map((container, place) => [container, place]));
    this.#all = Uint32Array.from(data.recordChannels, (_, index) => index);
    this.#byChannel = postings(data);
  }

  /** How many records there are. */
  get size(): number {
    return this.#data.recordChannels.length;
  }

  /** A record's position, from 0, by container and channel; -1 if there is none. */
  find(container: string, channel: string): number {
    const place = this.#places.get(container);
    if (place === undefined) return -1;
    const [start, end] = this.#rangeOf(place, place + 1);
    for (let record = start; record < end; record += 1) {
      if (this.channelOf(record) === channel) return record;
    }
    return -1;
  }

  /** A record's container and channel. */
  keyOf(record: number): { readonly container: string; readonly channel: string } {
    const { containers, firstRecords } = this.#data;
    const place = firstThat(firstRecords.length, (place) => at(firstRecords, place) > record) - 1;
    return { container: containers[place] ?? "", channel: this.channelOf(record) };
  }

  channelOf(record: number): string {
    return this.#data.channelNames[at(this.#data.recordChannels, record)] ?? "";
  }

  /** Consecutive records as JSON, separated by commas. @param end the position after the last one */
  json(start: number, end: number): Buffer {
    const { starts } = this.#data;
    return this.#json.subarray(at(starts, start), at(starts, end) - 1);
  }

  /** Whether a record equals one of another version. */
  isSame(record: number, other: Snapshot, otherRecord: number): boolean {
    const [start, end] = [at(this.#data.starts, record), at(this.#data.starts, record + 1)];
    const { starts } = other.#data;
    // Positions, not text: a pair of objects for each of 50,000 records would fill the memory with garbage.
    return (
      other.#json.compare(
        this.#json,
        start,
        end - 1,
        at(starts, otherRecord),
        at(starts, otherRecord + 1) - 1,
      ) === 0
    );
  }

  /**
   * Releases the records' text, the largest part, at once: the next garbage collection may be minutes away, and every
   * version loaded in the meantime would stay in memory. Nobody may use the snapshot afterwards.
   */
  release(): void {
    this.#json = NOTHING;
    this.#data.json.buffer.transfer(0);
  }

  /** The records of a channel, or all of them, in order. */
  recordsOf(channel?: string): Uint32Array {
    return channel === undefined ? this.#all : (this.#byChannel.get(channel) ?? NONE);
  }

  /** A container's records, as a half-open range. */
  range(container: string): readonly [start: number, end: number] {
    const place = this.#places.get(container);
    return place === undefined ? [0, 0] : this.#rangeOf(place, place + 1);
  }

  /** The records of all containers whose name begins with the prefix. */
  prefixRange(prefix: string): readonly [start: number, end: number] {
    const { containers } = this.#data;
    const first = firstThat(containers.length, (place) => compare(containers[place] ?? "", prefix) >= 0);
    const last = firstThat(
      containers.length,
      (place) =>
        compare(containers[place] ?? "", prefix) > 0 && containers[place]?.startsWith(prefix) !== true,
    );
    return this.#rangeOf(first, Math.max(first, last));
  }

  /** The first record after a container and channel, which need not exist any more. */
  positionAfter(container: string, channel: string): number {
    const { containers } = this.#data;
    const place = firstThat(containers.length, (place) => compare(containers[place] ?? "", container) >= 0);
    const [start, end] = this.#rangeOf(place, place + 1);
    if (containers[place] !== container) return start;
    return start + firstThat(end - start, (step) => compare(this.channelOf(start + step), channel) > 0);
  }

  #rangeOf(first: number, last: number): readonly [start: number, end: number] {
    const { firstRecords } = this.#data;
    return [at(firstRecords, first), at(firstRecords, last)];
  }
}

const NONE = new Uint32Array();
const NOTHING = Buffer.alloc(0);

function postings({ channelNames, recordChannels }: LoadedData): ReadonlyMap<string, Uint32Array> {
  const lists = channelNames.map((): number[] => []);
  for (const [record, channel] of recordChannels.entries()) lists[channel]?.push(record);
  return new Map(channelNames.map((name, place) => [name, Uint32Array.from(lists[place] ?? [])]));
}

function at(list: Uint32Array, index: number): number {
  return list[index] ?? 0;
}

/** The first position from which a condition holds, by binary search; `count` if it never holds. */
export function firstThat(count: number, holds: (place: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

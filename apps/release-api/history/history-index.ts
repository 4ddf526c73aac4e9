import { recordKey, type Place } from "../../../lib/releases/documents/database.ts";
import {
  HISTORY_KINDS,
  type HistoryEntry,
  type HistoryKind,
} from "../../../lib/releases/history/history-entry.ts";
import { isPublication, type HistoryLine } from "../../../lib/releases/history/history-lines.ts";
import { Column } from "./column.ts";

/** What is asked for; an empty list asks for all. */
export interface HistorySelection {
  readonly containers: readonly string[];
  readonly channels: readonly string[];
  readonly kinds: readonly HistoryKind[];
  /** Epoch seconds: from, and before. */
  readonly since: number;
  readonly until: number;
}

/**
 * Where each entry is in the file, and what it is found by: some 30 bytes an entry, so that a million of them fit beside
 * the database. Entries are counted from 0, the oldest.
 */
export class HistoryIndex {
  readonly places: Place[] = [];
  readonly #ids = new Map<string, number>();
  readonly #starts = new Column(new Float64Array());
  readonly #place = new Column(new Uint32Array());
  readonly #kind = new Column(new Uint8Array());
  readonly #at = new Column(new Uint32Array());
  readonly #published = new Column(new Uint32Array());
  /** The entry that ended an entry, plus one. */
  readonly #next = new Column(new Uint32Array());
  /** By place: the entry that runs. */
  readonly #running = new Map<number, number>();
  #unpublished = 0;

  get size(): number {
    return this.#starts.length;
  }

  /** @param start its line's first byte */
  add(line: HistoryLine, start: number): void {
    if (isPublication(line)) this.#publish(line.published.through, secondsOf(line.published.at));
    else this.#addEntry(line, start);
  }

  startOf(entry: number): number {
    return this.#starts.at(entry);
  }

  kindOf(entry: number): HistoryKind {
    return HISTORY_KINDS[this.#kind.at(entry)] ?? "edit";
  }

  placeOf(entry: number): Place | undefined {
    return this.places[this.#place.at(entry)];
  }

  /** Epoch seconds. */
  committedAt(entry: number): number {
    return this.#at.at(entry);
  }

  /** When Argo CD was given an image with it, in epoch seconds. */
  publishedAt(entry: number): number | undefined {
    return this.#published.at(entry) || undefined;
  }

  /** The entry that put another in its place, or emptied it. */
  replacedBy(entry: number): number | undefined {
    const next = this.#next.at(entry);
    return next === 0 ? undefined : next - 1;
  }

  /** The entries that match, newest first. */
  *matching({ containers, channels, kinds, since, until }: HistorySelection): Generator<number> {
    const isWanted = Uint8Array.from(this.places, ({ container, channel }) =>
      Number(matches(containers, container) && (channels.length === 0 || channels.includes(channel))),
    );
    const isKind = Uint8Array.from(HISTORY_KINDS, (kind) =>
      Number(kinds.length === 0 || kinds.includes(kind)),
    );
    for (let entry = this.size - 1; entry >= 0; entry -= 1) {
      const at = this.#at.at(entry);
      if (isWanted[this.#place.at(entry)] === 1 && isKind[this.#kind.at(entry)] === 1)
        if (at >= since && at < until) yield entry;
    }
  }

  #addEntry(line: HistoryEntry, start: number): void {
    const entry = this.size;
    const place = this.#idOf(line);
    this.#starts.push(start);
    this.#place.push(place);
    this.#kind.push(Math.max(HISTORY_KINDS.indexOf(line.kind), 0));
    this.#at.push(secondsOf(line.at));
    this.#published.push(0);
    this.#next.push(0);
    if (KEEPS.has(line.kind)) return;
    const running = this.#running.get(place);
    if (running !== undefined) this.#next.set(running, entry + 1);
    if (line.to === null) this.#running.delete(place);
    else this.#running.set(place, entry);
  }

  #publish(through: number, at: number): void {
    for (; this.#unpublished < Math.min(through, this.size); this.#unpublished += 1)
      this.#published.set(this.#unpublished, at);
  }

  #idOf({ container, channel }: Place): number {
    const key = recordKey({ container, channel });
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.places.push({ container, channel });
    this.#ids.set(key, this.places.length - 1);
    return this.places.length - 1;
  }
}

/** What leaves running what runs. */
const KEEPS: ReadonlySet<HistoryKind> = new Set(["pin", "unpin", "resume"]);

function matches(patterns: readonly string[], name: string): boolean {
  return (
    patterns.length === 0 ||
    patterns.some((one) => (one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : one === name))
  );
}

function secondsOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

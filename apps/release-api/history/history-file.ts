import { open, type FileHandle } from "node:fs/promises";
import type { HistoryEntry, HistoryKind } from "../../../lib/releases/history/history-entry.ts";
import type { HistoryHead, HistoryLine } from "../../../lib/releases/history/history-lines.ts";
import { HistoryIndex } from "./history-index.ts";

/** An entry, with what later ones say of it. */
export interface ShownEntry extends HistoryEntry {
  /** When Argo CD was given an image of the release API with it; null if no commit says so yet. */
  readonly published_at: string | null;
  /** When it stopped being what runs; null if it runs, and for what never ran. */
  readonly replaced_at: string | null;
  readonly replaced_by: HistoryKind | null;
}

const CHUNK = 256 * 1024;
/** No entry comes near. */
const MOST_LINE = 64 * 1024;

/** The history of one file, whose entries stay on disk: only where they are is kept. */
export class HistoryFile {
  readonly head: HistoryHead;
  readonly index: HistoryIndex;
  readonly #handle: FileHandle;
  readonly #size: number;

  private constructor(handle: FileHandle, { head, index, size }: Read) {
    this.#handle = handle;
    this.head = head;
    this.index = index;
    this.#size = size;
  }

  /**
   * Reads a file once, a piece at a time.
   * @returns undefined if there is none
   * @throws Error if it is no history
   */
  static async open(path: string): Promise<HistoryFile | undefined> {
    const handle = await openOrNothing(path);
    if (handle === undefined) return undefined;
    try {
      return new HistoryFile(handle, await readIndex(handle));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Entries by their numbers, in the same order. All reads begin at once, so that closing the file waits for them. */
  async read(entries: readonly number[]): Promise<readonly ShownEntry[]> {
    return await Promise.all(
      entries.map(async (entry) => {
        // The file's own text, which this suite writes.
        const line: HistoryEntry = JSON.parse(await this.#line(entry));
        const next = this.index.replacedBy(entry);
        return {
          ...line,
          published_at: timeOf(this.index.publishedAt(entry)),
          replaced_at: next === undefined ? null : timeOf(this.index.committedAt(next)),
          replaced_by: next === undefined ? null : this.index.kindOf(next),
        };
      }),
    );
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #line(entry: number): Promise<string> {
    const start = this.index.startOf(entry);
    const next = entry + 1 < this.index.size ? this.index.startOf(entry + 1) : this.#size;
    const { buffer, bytesRead } = await this.#handle.read({
      buffer: Buffer.alloc(Math.min(next - start, MOST_LINE)),
      position: start,
    });
    const text = buffer.toString("utf8", 0, bytesRead);
    // A publication may follow before the next entry.
    return text.slice(0, text.indexOf("\n"));
  }
}

function timeOf(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

async function openOrNothing(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

interface Read {
  readonly head: HistoryHead;
  readonly index: HistoryIndex;
  readonly size: number;
}

async function readIndex(handle: FileHandle): Promise<Read> {
  const index = new HistoryIndex();
  let head: HistoryHead | undefined;
  let rest: Buffer = Buffer.alloc(0);
  /** Of the first byte that is not indexed yet. */
  let start = 0;
  for (let at = 0; ;) {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(CHUNK), position: at });
    if (bytesRead === 0) break;
    at += bytesRead;
    const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let from = 0;
    for (let end = bytes.indexOf("\n"); end >= 0; end = bytes.indexOf("\n", from)) {
      const text = bytes.toString("utf8", from, end);
      if (head === undefined) head = readHead(text);
      else index.add(readLine(text, index.size), start + from);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    start += from;
    if (rest.length > MOST_LINE) throw new Error(`entry ${index.size} is longer than ${MOST_LINE} bytes`);
  }
  if (head === undefined || rest.length > 0) throw new Error("it ends in the middle of a line");
  return { head, index, size: start };
}

/** Only `write-history` makes these files. */
function readHead(text: string): HistoryHead {
  try {
    const head: HistoryHead = JSON.parse(text);
    if (head.version === 1) return head;
  } catch {
    // Nor is what is no JSON.
  }
  throw new Error("its first line is no head of a history of version 1");
}

function readLine(text: string, entry: number): HistoryLine {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`entry ${entry} is not JSON`);
  }
}

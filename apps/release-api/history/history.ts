import { stat } from "node:fs/promises";
import { HistoryFile } from "./history-file.ts";

/** The history that is served: of the newest file that could be read. */
export class History {
  /** Where the file should be. */
  readonly path: string;
  #file: HistoryFile | undefined;
  #problem: string | undefined;
  /** Of the file that was read last: other files in its directory change, too. */
  #signature: string | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  /** Undefined where there is none, and until it has been read. */
  get file(): HistoryFile | undefined {
    return this.#file;
  }

  /** Why the file cannot be used; undefined if it can, or is not there. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Why there is none, and what to do. */
  get missing(): string {
    return this.#problem === undefined
      ? `This server has no history: ${this.path} does not exist. The workflow publish.yml makes it from git for each image; in a clone, run node tools/publish/write-history.ts ${this.path}.`
      : `This server has no history: ${this.path} cannot be read, because ${this.#problem}. Write it again: node tools/publish/write-history.ts ${this.path}.`;
  }

  /** Reads the file again. */
  reload(): Promise<void> {
    this.#running = this.#running.then(() => this.#reload());
    return this.#running;
  }

  async close(): Promise<void> {
    await this.#running;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #reload(): Promise<void> {
    const signature = await signatureOf(this.path);
    if (signature === this.#signature) return;
    this.#signature = signature;
    const before = this.#file;
    try {
      this.#file = await HistoryFile.open(this.path);
      this.#problem = undefined;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      return;
    }
    await before?.close();
  }
}

/** Changes when the file does; undefined if there is none that can be looked at. */
async function signatureOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs].join(" ");
  } catch {
    return undefined;
  }
}

import type { Loaded, LoadProblem } from "./load.ts";
import { Snapshot } from "./snapshot.ts";

/** The result of reading the files. */
export type Reload =
  | { readonly kind: "loaded" | "unchanged"; readonly snapshot: Snapshot }
  | {
      readonly kind: "broken";
      readonly problems: readonly LoadProblem[];
      readonly snapshot: Snapshot | undefined;
    }
  /** The store was closed. */
  | { readonly kind: "stopped" };

/** Called after each read. */
export type EndedReload = Exclude<Reload, { kind: "stopped" }>;

/** @param before the version served until now, which is released when the listener returns */
export type ReloadListener = (
  reload: EndedReload,
  before: Snapshot | undefined,
  milliseconds: number,
) => void;

/**
 * Reads the files.
 * @param known the version that is loaded already
 * @param closing ends the read early, with any result
 */
export type Load = (known: string | undefined, closing: AbortSignal) => Promise<Loaded>;

/** Holds the version that requests are answered from, and keeps the last valid one while the files are invalid. */
export class Store {
  readonly #load: Load;
  readonly #closing = new AbortController();
  readonly #listeners: ReloadListener[] = [];
  #snapshot: Snapshot | undefined;
  #problems: readonly LoadProblem[] = [];
  #checkedAt: Date | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #waiting: Promise<Reload> | undefined;

  constructor(load: Load) {
    this.#load = load;
  }

  /** Undefined until the first load succeeds. A request takes it once and must not keep it while it waits. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** Why the files cannot be used; empty if they can. */
  get problems(): readonly LoadProblem[] {
    return this.#problems;
  }

  /** When the files were last read. */
  get checkedAt(): Date | undefined {
    return this.#checkedAt;
  }

  onReload(listener: ReloadListener): void {
    this.#listeners.push(listener);
  }

  /** Reads the current files. Callers during a read all share the next one. */
  reload(): Promise<Reload> {
    this.#waiting ??= this.#next();
    return this.#waiting;
  }

  /** Ends the current read; no other follows. */
  close(): void {
    this.#closing.abort();
  }

  #next(): Promise<Reload> {
    const next = this.#running.then(async () => {
      this.#waiting = undefined;
      return await this.#reload();
    });
    this.#running = next.catch(() => undefined);
    return next;
  }

  async #reload(): Promise<Reload> {
    const { signal } = this.#closing;
    if (signal.aborted) return { kind: "stopped" };
    const start = performance.now();
    const before = this.#snapshot;
    const loaded = await this.#load(before?.version, signal);
    if (signal.aborted) return { kind: "stopped" };
    const reload = this.#take(loaded);
    this.#checkedAt = new Date();
    for (const listener of this.#listeners) listener(reload, before, performance.now() - start);
    if (reload.kind === "loaded") before?.release();
    return reload;
  }

  #take(loaded: Loaded): EndedReload {
    if (loaded.kind === "broken") {
      this.#problems = loaded.problems;
      return { ...loaded, snapshot: this.#snapshot };
    }
    this.#problems = [];
    if (loaded.kind === "loaded") this.#snapshot = new Snapshot(loaded.data, new Date());
    if (this.#snapshot === undefined) throw new Error("the files are unchanged, but were never loaded");
    return { kind: loaded.kind, snapshot: this.#snapshot };
  }
}

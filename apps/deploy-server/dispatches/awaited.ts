import { setTimeout as sleep } from "node:timers/promises";
import { step } from "../../../lib/store/step.ts";

/** The dispatches whose outcome somebody waits for at this replica. */
export class AwaitedDispatches {
  readonly #waiting = new Map<string, Set<AbortController>>();
  readonly #stopping = new AbortController();

  /** Their ids. */
  get ids(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  /** Resolves when the dispatch may be over, or after this many milliseconds, or when the server stops. */
  async until(id: string, ms: number): Promise<void> {
    const told = new AbortController();
    const all = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, all.add(told));
    const signal = AbortSignal.any([told.signal, this.#stopping.signal]);
    await step("awaited.wait", () => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined));
    all.delete(told);
    if (all.size === 0) this.#waiting.delete(id);
  }

  /** Tells all who wait for these. */
  tell(ids: readonly string[]): void {
    for (const id of ids) for (const told of this.#waiting.get(id) ?? []) told.abort();
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#stopping.abort();
  }
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const EVERY_MS = 4;

/** Records when a branch moves, by polling git's file every few milliseconds. */
export class BranchWatch {
  /** `performance.now()` of each new commit seen, by oid. */
  readonly seen = new Map<string, number>();
  readonly #file: string;
  #watching = true;

  constructor(gitDir: string, branch: string) {
    this.#file = join(gitDir, "refs", "heads", branch);
    this.seen.set(this.#head(), performance.now());
    void this.#watch();
  }

  stop(): void {
    this.#watching = false;
  }

  async #watch(): Promise<void> {
    for (;;) {
      await sleep(EVERY_MS);
      if (!this.#watching) return;
      const head = this.#head();
      if (!this.seen.has(head)) this.seen.set(head, performance.now());
    }
  }

  #head(): string {
    return readFileSync(this.#file, "utf8").trim();
  }
}

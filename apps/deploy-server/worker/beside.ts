import { step } from "../../../lib/store/step.ts";

/** A part of the server whose work goes on beside its loop. */
export interface Worker {
  /** Begins with what waits. @returns how much there was */
  readonly work: () => Promise<number>;
  /** Resolves when what was begun has ended. */
  readonly ended: () => Promise<void>;
}

/**
 * What goes on at once, never more than so many: whatever takes long holds up nothing else before all places are taken, and
 * nothing more is begun then.
 */
export class Beside {
  readonly #running = new Set<Promise<void>>();
  readonly #places: number;

  constructor(places: number) {
    this.#places = places;
  }

  /** Waits until there is a place. @returns how many there are */
  async room(): Promise<number> {
    if (this.#running.size >= this.#places)
      await step("beside.wait for room", () => Promise.race(this.#running));
    return this.#places - this.#running.size;
  }

  /** @param act does not fail */
  begin(act: () => Promise<void>): void {
    const running = act().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when all has ended. */
  async ended(): Promise<void> {
    await step("beside.end", () => Promise.all(this.#running));
  }
}

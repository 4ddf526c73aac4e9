import { step } from "../../../lib/store/step.ts";

/** Lets things of one lane happen one after the other, and those of others beside. */
export class InTurn {
  /** What was asked for last in each lane; it does not fail. */
  readonly #last = new Map<string, Promise<void>>();

  /** Does something once all that was asked for before in the lane has ended. @throws what it throws */
  async after<T>(lane: string, act: (hasWaited: boolean) => Promise<T>): Promise<T> {
    const before = this.#last.get(lane);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(lane, promise);
    try {
      if (before !== undefined) await step("lane.wait", () => before);
      return await step("lane.act", () => act(before !== undefined));
    } finally {
      if (this.#last.get(lane) === promise) this.#last.delete(lane);
      resolve();
    }
  }
}

/** How an application's controller goes from one state to the next: by itself, or when a test says so. */
export class Pace {
  #isManual = false;
  #waiting: (() => void) | undefined;
  #arrived: (() => void) | undefined;

  /** Stops before each state from now on. */
  hold(): void {
    this.#isManual = true;
  }

  /** Continues by itself from now on. */
  release(): void {
    this.#isManual = false;
    this.#waiting?.();
    this.#arrived?.();
  }

  /** Called before each next state. */
  async gate(): Promise<void> {
    // Whoever has been answered hears of the states in between, as from a controller that is a process of its own.
    await tick();
    if (!this.#isManual) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = resolve;
    this.#arrived?.();
    await promise;
    this.#waiting = undefined;
  }

  /** Waits until the controller is about to enter a state, and lets it enter that one. */
  async step(): Promise<void> {
    if (this.#waiting === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#arrived = resolve;
      await promise;
      this.#arrived = undefined;
    }
    this.#waiting?.();
    await tick();
  }
}

/** Lets whatever is due run first. */
export const tick = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

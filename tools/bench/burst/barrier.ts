/**
 * Holds each arrival until all have arrived: processes start one after the other, but the burst should begin with all of
 * them at once.
 */
export class Barrier {
  /** Epoch milliseconds, high resolution; set when it opens. */
  openedAt: number | undefined;
  #missing: number;
  readonly #open = Promise.withResolvers<void>();

  constructor(expected: number) {
    this.#missing = expected;
  }

  /** Waits until the barrier opens; returns at once afterwards. */
  arrive = (): Promise<void> => {
    this.#missing -= 1;
    if (this.#missing <= 0 && this.openedAt === undefined) {
      this.openedAt = performance.now();
      this.#open.resolve();
    }
    return this.#open.promise;
  };
}

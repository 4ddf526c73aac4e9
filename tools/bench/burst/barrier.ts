/**
 * Holds whoever arrives until all have arrived: processes start one after the other, and the burst is to begin with
 * all of them at once.
 */
export class Barrier {
  /** Epoch milliseconds, high resolution; set when it opens. */
  openedAt: number | undefined;
  #missing: number;
  readonly #open = Promise.withResolvers<void>();

  constructor(expected: number) {
    this.#missing = expected;
  }

  /** Counts as arrived until it is open; free to pass afterwards. */
  arrive = (): Promise<void> => {
    this.#missing -= 1;
    if (this.#missing <= 0 && this.openedAt === undefined) {
      this.openedAt = performance.now();
      this.#open.resolve();
    }
    return this.#open.promise;
  };
}

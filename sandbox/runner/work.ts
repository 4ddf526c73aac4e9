/** The runner's outstanding work, and what went wrong meanwhile. */
export class Work {
  readonly #open = new Set<Promise<void>>();
  readonly #problems: unknown[] = [];
  readonly #watchers = new Set<() => void>();
  #closed: Error | undefined;

  /** Tracks work until it is done; idle() throws its errors. */
  add(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.fail(error);
      })
      .finally(() => {
        this.#open.delete(tracked);
        this.changed();
      });
    this.#open.add(tracked);
  }

  /** Remembers a problem for idle(). */
  fail(problem: unknown): void {
    this.#problems.push(problem);
    this.changed();
  }

  /** Waits until nothing is left to do; work may create more work. */
  async idle(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
    this.throwProblems();
  }

  /** @throws what went wrong since the last time: the error, or an AggregateError of several */
  throwProblems(): void {
    const problems = this.#problems.splice(0);
    if (problems.length === 1) throw problems[0];
    if (problems.length > 1) throw new AggregateError(problems, problems.map(String).join("\n"));
  }

  /** Signals a change that someone may be waiting for. */
  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** Ends all waits, with the reason why. */
  close(reason: string): void {
    this.#closed = new Error(reason);
    this.changed();
  }

  /** Waits until `find` returns something. @throws what goes wrong meanwhile, and if this is closed */
  async until<T>(find: () => T | undefined): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const look = (): void => {
      try {
        const found = find();
        if (found !== undefined) return resolve(found);
        this.throwProblems();
        if (this.#closed !== undefined) throw this.#closed;
      } catch (error) {
        reject(error);
      }
    };
    this.#watchers.add(look);
    look();
    return await promise.finally(() => this.#watchers.delete(look));
  }
}

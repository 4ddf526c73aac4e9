const CAUGHT = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Keeps the signals that ask this process to end from doing so before it has told the truth. */
export class Signals {
  /** The first that came. */
  received: NodeJS.Signals | undefined;
  #receiver: ((signal: NodeJS.Signals) => void) | undefined;

  constructor() {
    for (const signal of CAUGHT) {
      process.on(signal, () => {
        this.received ??= signal;
        this.#receiver?.(signal);
      });
    }
  }

  /** From here on they go there. */
  forward(receiver: (signal: NodeJS.Signals) => void): void {
    this.#receiver = receiver;
  }
}

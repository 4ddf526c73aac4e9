const CAUGHT = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Delays termination signals until the outcome has been reported. */
export class Signals {
  /** The first signal received. */
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

  /** Passes signals on from here. */
  forward(receiver: (signal: NodeJS.Signals) => void): void {
    this.#receiver = receiver;
  }
}

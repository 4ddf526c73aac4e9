import { EventEmitter, once } from "node:events";
import { step } from "../../lib/store/step.ts";

/** The parts of the server that wait for work. */
export type Work =
  | "inbox"
  | "requests"
  | "messages"
  | "sweep"
  | "syncs"
  | "clusters"
  | "previews"
  | "dispatches"
  | "outcomes"
  | "reports";

/** Tells a part of this process that there is something to do; other replicas find it when they look. */
export class Nudges {
  readonly #emitter = new EventEmitter();
  /** Nudges that came while the part was at work. */
  readonly #missed = new Set<Work>();

  constructor() {
    this.#emitter.setMaxListeners(0);
  }

  nudge(work: Work): void {
    this.#missed.add(work);
    this.#emitter.emit(work);
  }

  /** The same in a while: when what this process has put off is due. */
  nudgeIn(work: Work, ms: number): void {
    setTimeout(() => this.nudge(work), ms).unref();
  }

  /** Resolves at the next nudge, or when this many milliseconds have passed, or when the signal says stop. */
  async wait(work: Work, ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#missed.has(work)) {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
      await step("work.wait for nudge", () =>
        once(this.#emitter, work, { signal: inTime }).catch(() => undefined),
      );
    }
    this.#missed.delete(work);
  }
}

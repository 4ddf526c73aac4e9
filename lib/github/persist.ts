import { setTimeout as sleep } from "node:timers/promises";
import { classifyFailure, describeFailure } from "./failure.ts";
import { backoff } from "./backoff.ts";
import type { Log } from "./log.ts";

/** How long a request is worth trying. */
export interface Patience {
  /** Epoch milliseconds: nothing is sent again after this. */
  readonly deadline: number;
  readonly log: Log;
}

/**
 * Tries until it works, GitHub says no, or the deadline comes before the next attempt: lost answers, GitHub's own
 * failures and limits pass. For what may be sent twice, with `request: { retries: 0 }`.
 * @throws the last attempt's error
 */
export async function persist<T>(attempt: () => Promise<T>, { deadline, log }: Patience): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const failure = classifyFailure(error, Date.now());
      if (failure.kind === "refused") throw error;
      // The chance in it is for all who met the same limit and would come back in the same moment.
      const wait = (failure.kind === "limited" ? failure.wait : 0) + backoff(count, Math.random());
      if (Date.now() + wait > deadline) throw error;
      log.info(`Waiting ${(wait / 1000).toFixed(1)} s: ${describeFailure(failure, error)}.`);
      await sleep(wait);
    }
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { backoff } from "./backoff.ts";
import { reasonOf } from "./failure/answer.ts";
import { passes, type Failure } from "./failure/failure.ts";
import type { Log } from "./log.ts";

export interface Repetition {
  /** Epoch milliseconds: nothing is sent again after this. */
  readonly deadline: number;
  readonly log: Log;
  /** What an error means; undefined for one that is thrown on. */
  readonly classify: (error: unknown) => Failure | undefined;
  /**
   * When to try again, in epoch milliseconds; GitHub's limits and chance decide without it.
   * @param failure undefined after NotYet
   */
  readonly next?: (failure: Failure | undefined, attempts: number) => number;
}

/** An attempt throws it to be made again although nothing failed. */
export class NotYet extends Error {
  override readonly name = "NotYet";
  /** Epoch milliseconds; without it, as after a failure. */
  readonly until: number | undefined;

  constructor(reason: string, until?: number) {
    super(reason);
    this.until = until;
  }
}

interface Lateness {
  readonly attempts: number;
  /** Why there had to be another one, as a clause. */
  readonly reason: string;
  /** Milliseconds. */
  readonly wait: number;
  readonly cause: unknown;
}

/** The next attempt would come after the deadline. `cause` is the last attempt's error. */
export class OutOfTime extends Error {
  override readonly name = "OutOfTime";
  readonly attempts: number;

  constructor({ attempts, reason, wait, cause }: Lateness) {
    super(`${reason}, and the deadline comes before the next attempt in ${seconds(wait)}`, { cause });
    this.attempts = attempts;
  }
}

/**
 * Tries until it works, GitHub says no, or the deadline comes before the next attempt: the one loop that waits and
 * repeats. For what may be made twice, or looks for itself whether it has happened.
 * @param attempt throws what `classify` knows, or NotYet
 * @throws OutOfTime, or the error of an attempt that no other would change
 */
export async function repeat<T>(
  attempt: () => Promise<T>,
  { deadline, log, classify, next = nextAttempt }: Repetition,
): Promise<T> {
  for (let attempts = 0; ;) {
    try {
      return await attempt();
    } catch (error) {
      const failure = error instanceof NotYet ? undefined : classify(error);
      if (!(error instanceof NotYet) && (failure === undefined || !passes(failure))) throw error;
      const turn = error instanceof NotYet ? error.until : undefined;
      if (turn === undefined) attempts += 1;
      const until = turn ?? next(failure, attempts);
      const wait = Math.max(0, until - Date.now());
      const reason = failure === undefined ? reasonOf(error) : whyAgain(failure, error);
      if (until > deadline) throw new OutOfTime({ attempts, reason, wait, cause: error });
      log.info(`Waiting ${seconds(wait)}: ${reason}.`);
      await sleep(wait);
    }
  }
}

/** The chance in it is for all who met the same limit and would come back in the same moment. */
export function nextAttempt(failure: Failure | undefined, attempts: number): number {
  const from = failure?.code === "rate-limit" ? failure.until : Date.now();
  return from + backoff(attempts, Math.random());
}

/** Why a request is made again, in words that follow "waiting". */
function whyAgain(failure: Failure, error: unknown): string {
  switch (failure.code) {
    case "moved":
      return "another commit came first";
    case "rate-limit":
      return `GitHub's ${failure.limit} limit was met`;
    case "early-token":
      return "GitHub does not know the token, or not yet";
    default:
      return `no usable answer (${reasonOf(error)})`;
  }
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

import { setTimeout as sleep } from "node:timers/promises";
import { backoff } from "./backoff.ts";
import { reasonOf } from "./failure/answer.ts";
import { passes, type Failure } from "./failure/failure.ts";
import type { Log } from "./log.ts";

export interface Repetition {
  /** Epoch milliseconds: nothing is retried after this. A function where it may come later than it seemed. */
  readonly deadline: number | (() => number);
  readonly log: Log;
  /** Classifies an error; undefined for an error to throw at once. */
  readonly classify: (error: unknown) => Failure | undefined;
  /**
   * When to retry, in epoch milliseconds; by default, GitHub's limits and full jitter decide.
   * @param failure undefined after NotYet
   */
  readonly next?: (failure: Failure | undefined, attempts: number) => number;
}

/** Thrown by an attempt that must be repeated although nothing failed. */
export class NotYet extends Error {
  override readonly name = "NotYet";
  /** Epoch milliseconds; by default, as after a failure. */
  readonly until: number | undefined;

  constructor(reason: string, until?: number) {
    super(reason);
    this.until = until;
  }
}

interface Lateness {
  readonly attempts: number;
  /** Why another attempt was needed, as a clause. */
  readonly reason: string;
  /** Milliseconds. */
  readonly wait: number;
  readonly cause: unknown;
}

/** The next attempt would start after the deadline. `cause` is the last attempt's error. */
export class OutOfTime extends Error {
  override readonly name = "OutOfTime";
  readonly attempts: number;

  constructor({ attempts, reason, wait, cause }: Lateness) {
    super(`${reason}, and the deadline comes before the next attempt in ${seconds(wait)}`, { cause });
    this.attempts = attempts;
  }
}

/**
 * Repeats an attempt until it succeeds, GitHub refuses, or the next attempt would start after the deadline. This is the
 * only loop that waits and retries. Use it for what may happen twice, or checks by itself whether it has happened.
 * @param attempt throws errors that `classify` knows, or NotYet
 * @throws OutOfTime, or an error that no further attempt would change
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
      if (until > (typeof deadline === "number" ? deadline : deadline()))
        throw new OutOfTime({ attempts, reason, wait, cause: error });
      // Whoever is next in a queue looks all the time.
      if (wait > 0 || failure !== undefined) log.info(`Waiting ${seconds(wait)}: ${reason}.`);
      await sleep(wait);
    }
  }
}

/** Jitter spreads those who hit the same limit and would otherwise come back at the same moment. */
export function nextAttempt(failure: Failure | undefined, attempts: number): number {
  const from = failure?.code === "rate-limit" ? failure.until : Date.now();
  return from + backoff(attempts, Math.random());
}

/** Why a request is repeated, as a clause that follows "waiting". */
function whyAgain(failure: Failure, error: unknown): string {
  switch (failure.code) {
    case "moved":
      return "another commit came first";
    case "rate-limit":
      return `GitHub's ${failure.limit} limit was reached`;
    case "early-token":
      return "GitHub does not recognize the token yet, or at all";
    default:
      return `no usable answer (${reasonOf(error)})`;
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

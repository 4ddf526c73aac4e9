import type { Queue } from "./queue.ts";

/**
 * How writers of one branch keep out of each other's way. Each has a turn: the number of commits that the branch will
 * have when all writers ahead of it are through. It comes back when its turn should have come, one slot for each
 * writer ahead; when the branch lags behind, it waits again, by the pace that the branch has shown since.
 *
 * Writes a release with 100 writers at once and 200 ± 100 ms a request. In a simulation: full jitter 7.5; strictly
 * one after the other 1.0, but three times as long, because all wait for the slowest. By `npm run bench -- burst`, on
 * a busy machine: slots without looking at the branch again 2.9 to 5.6, because they drift; this way 1.7.
 */
export class Pace {
  /** Until when the turn is not worth waiting for any longer, counted in commits that are still missing. */
  static readonly #NEAR = 4;
  #turn: number;
  readonly #end: number;
  #slot = SLOT_MS;
  #seen: Sight;
  #conflicts = 0;

  /** @param seen the branch when the queue was seen */
  constructor({ ahead, length }: Queue, seen: Sight) {
    this.#turn = seen.commits + ahead;
    this.#end = seen.commits + length;
    this.#seen = seen;
  }

  /** How long to stay away before the first write, in milliseconds. */
  get firstWait(): number {
    return (this.#turn - this.#seen.commits) * SLOT_MS;
  }

  /** How long to wait, now that the branch was seen again: 0 when it is this writer's turn, or near enough. */
  waitAt(sight: Sight): number {
    const lag = this.#turn - sight.commits;
    // Runs at work that do not commit, because they have nothing to, are given up on by halves.
    if (sight.commits <= this.#seen.commits) this.#turn -= Math.ceil(lag / 2);
    this.#slot = paceBetween(this.#seen, sight) ?? this.#slot;
    this.#seen = sight;
    return lag > Pace.#NEAR ? lag * this.#slot * EAGERNESS : 0;
  }

  /**
   * How long to wait after another commit came first: a slot drawn from few at first and more each time, but not
   * from more than there are writers left.
   * @param random 0 to 1
   */
  conflictWait(random: number): number {
    this.#conflicts += 1;
    const left = Math.max(1, this.#end - this.#seen.commits);
    return random * Math.max(2, Math.min(left, 2 * 2 ** this.#conflicts)) * SLOT_MS;
  }
}

/** The branch at a moment. */
export interface Sight {
  /** In its whole history. */
  readonly commits: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A read's answer and a write's way to GitHub, and a half more, so that neighbours seldom meet. */
const SLOT_MS = 430;
/** A pace outside of these is chance, or shows that those ahead do not commit after all. */
const FASTEST_SLOT_MS = 300;
const SLOWEST_SLOT_MS = 750;
/** Comes back a little before the turn: the branch's pace has gaps in it that nobody needs. */
const EAGERNESS = 0.65;

/** Milliseconds for each commit; undefined when too little time has passed to tell. */
function paceBetween(before: Sight, after: Sight): number | undefined {
  const elapsed = after.at - before.at;
  const commits = after.commits - before.commits;
  if (commits <= 0) return elapsed > 2 * SLOT_MS ? SLOWEST_SLOT_MS : undefined;
  return Math.min(SLOWEST_SLOT_MS, Math.max(FASTEST_SLOT_MS, elapsed / commits));
}

/** The window of the first wait where nothing is known of other writers; it doubles with each attempt. */
const FIRST_WINDOW_MS = 250;
const WIDEST_WINDOW_MS = 15_000;

/**
 * How long to wait where nothing is known of other writers: anything from nothing to the whole window ("full
 * jitter"), because writers that wait equally long meet again.
 * @param attempt the attempts made so far, from 1
 * @param random 0 to 1
 * @returns milliseconds
 */
export function backoff(attempt: number, random: number): number {
  return random * Math.min(WIDEST_WINDOW_MS, FIRST_WINDOW_MS * 2 ** (attempt - 1));
}

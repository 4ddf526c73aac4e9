import type { Queue } from "./queue.ts";

/**
 * Keeps the writers of one branch out of each other's way. The clock, which all share, divides time into slots; a frame
 * has as many slots as the queue has writers, and each writer owns the slot of its rank. A writer reads the branch when
 * its slot begins and writes at once. A writer that fails comes back after the frame, in the order of failure, which
 * the number of missing commits reveals. The frames get shorter until every writer is done.
 *
 * Writes per change with 100 writers at once and 200 ± 100 ms per request. In a simulation: full jitter 7.5; strictly
 * in turn 1.0, but three times as long, because all wait for the slowest. By `npm run bench -- burst`: slots counted
 * from each writer's own first read 1.6 to 5.6, because they drift; slots by the clock with one read 1.03 at 430 ms;
 * with two reads at once, of which the first to arrive is used, 1.02 at 345 ms, 1.06 at 335 and 1.11 at 325, where the
 * failures cost the time that shorter slots save. Waiting until the branch shows the commits of the writers ahead takes
 * more reads than a slot is worth. If clocks differ, the slots become random, which is no worse than jitter over the
 * same time.
 */
export class WriteSlots {
  readonly #ahead: number;
  readonly #length: number;
  /** Slots are counted from the epoch. */
  readonly #own: number;
  readonly #frameStart: number;
  /** How many commits the branch had when the queue was read. */
  readonly #commits: number;
  #left: number;
  /** Its own slot minus the commits made by then: different for every writer that failed. */
  #place: number | undefined;

  /** @param seen the branch when the queue was read */
  constructor({ ahead, length }: Queue, seen: BranchSnapshot) {
    this.#ahead = ahead;
    this.#length = length;
    this.#frameStart = slotFrom(seen.at);
    this.#own = this.#frameStart + modulo(ahead - this.#frameStart, length);
    this.#commits = seen.commits;
    this.#left = length;
  }

  /** When the first write may start, in epoch milliseconds; the first in the queue need not wait. */
  get firstTurn(): number {
    return this.#ahead === 0 ? 0 : this.#own * SLOT_MS;
  }

  /** Must be called for every further read of the branch, before a write. */
  saw({ commits }: BranchSnapshot): void {
    const through = commits - this.#commits;
    this.#left = Math.max(1, this.#length - through);
    this.#place ??= this.#own - through;
  }

  /**
   * When to retry after a stale head or a rate limit: after the frame or, if that is over, in this writer's next slot
   * of a frame for those that remain. Writers that hit a limit may all return within a second; the clock separates
   * their slots.
   * @param from epoch milliseconds: no earlier than this
   * @param took milliseconds between the write and its answer
   * @returns epoch milliseconds
   */
  turnAfter(from: number, took: number): number {
    const next = slotFrom(from);
    const place = this.#place ?? this.#own;
    const stretch = stretchFor(took);
    const afterFrame = this.#frameStart + this.#length + (place - this.#frameStart) * stretch;
    const turn = afterFrame >= next ? afterFrame : next + modulo(place - next, this.#left) * stretch;
    return turn * SLOT_MS;
  }
}

/** The branch at a moment. */
export interface BranchSnapshot {
  /** How many commits its whole history has. */
  readonly commits: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The time between the reads of two successive writers: the faster of two reads plus the landing of a write rarely
 * takes longer.
 */
const SLOT_MS = 345;

function slotFrom(time: number): number {
  return Math.ceil(time / SLOT_MS);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

const WIDEST_STRETCH = 8;

/** How many slots to use for one if writes take longer than a slot: coarse, so that all writers agree. */
function stretchFor(took: number): number {
  return Math.min(WIDEST_STRETCH, 2 ** Math.max(0, Math.ceil(Math.log2(took / (2 * SLOT_MS)))));
}

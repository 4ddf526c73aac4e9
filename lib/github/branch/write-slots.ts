import type { Queue } from "./queue.ts";

/**
 * How writers of one branch keep out of each other's way. Time is cut into slots by the clock, which is the same for
 * all; a frame has as many slots as the queue has writers, and each has its own by its rank. A writer looks at the
 * branch when its slot begins and writes at once. Who fails comes back after the frame, in the order in which they
 * failed: the branch's missing commits tell the place. They share ever shorter frames until all are through.
 *
 * Writes for each change with 100 writers at once and 200 ± 100 ms a request. In a simulation: full jitter 7.5; strictly
 * one after the other 1.0, but three times as long, because all wait for the slowest. By `npm run bench -- burst`:
 * slots that each writer counts from its own first look 1.6 to 5.6, because they drift; slots by the clock with one
 * look 1.03 at 430 ms, with two at once, of which the first answer counts, 1.02 at 345 ms, 1.06 at 335 and 1.11 at
 * 325, where those that fail take the time that shorter slots save. Waiting for the branch to show that those before
 * have committed needs more looks than a slot is worth. Clocks that differ make the slots chance, which is no worse
 * than jitter over the same time.
 */
export class WriteSlots {
  readonly #ahead: number;
  readonly #length: number;
  /** Slots are counted from the epoch. */
  readonly #own: number;
  readonly #frameStart: number;
  /** How many commits the branch had when the queue was seen. */
  readonly #commits: number;
  #left: number;
  /** Its own slot, less all that have committed by then: no other writer that failed has the same. */
  #place: number | undefined;

  /** @param seen the branch when the queue was seen */
  constructor({ ahead, length }: Queue, seen: BranchSnapshot) {
    this.#ahead = ahead;
    this.#length = length;
    this.#frameStart = slotFrom(seen.at);
    this.#own = this.#frameStart + modulo(ahead - this.#frameStart, length);
    this.#commits = seen.commits;
    this.#left = length;
  }

  /** Until when to stay away before the first write, in epoch milliseconds; the first in the queue need not wait. */
  get firstTurn(): number {
    return this.#ahead === 0 ? 0 : this.#own * SLOT_MS;
  }

  /** To be told of each further look at the branch: one is about to write. */
  saw({ commits }: BranchSnapshot): void {
    const through = commits - this.#commits;
    this.#left = Math.max(1, this.#length - through);
    this.#place ??= this.#own - through;
  }

  /**
   * When to try again after another commit came first, or a limit was met: after the frame, or, when that is over, in
   * the next slot that is this writer's in a frame for those who are left. All who met a limit may come back in the
   * same second or so, though not at the same moment: the clock tells their slots apart.
   * @param from epoch milliseconds: not before this
   * @param took milliseconds from the write to its answer
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
  /** In its whole history. */
  readonly commits: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * From one writer's look at the branch to the next's: what the faster of two reads and a write's landing hardly ever
 * exceed.
 */
const SLOT_MS = 345;

function slotFrom(time: number): number {
  return Math.ceil(time / SLOT_MS);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

const WIDEST_STRETCH = 8;

/** How many slots make one where writes take longer than slots allow for: coarse, for all to come to the same. */
function stretchFor(took: number): number {
  return Math.min(WIDEST_STRETCH, 2 ** Math.max(0, Math.ceil(Math.log2(took / (2 * SLOT_MS)))));
}

import type { Queue } from "./queue.ts";

/**
 * The time that one writer gets: a read's answer and a write's way to GitHub, and a half more, so that two writers
 * that follow each other seldom meet.
 */
const SLOT_MS = 360;

/** The window of the first wait where nothing is known of other writers; it doubles with each attempt. */
const FIRST_WINDOW_MS = 250;
const WIDEST_WINDOW_MS = 15_000;

/** So many slots are drawn from at least, when a writer has lost its own. */
const FEWEST_SLOTS = 3;

/** How long to wait before the first write, in milliseconds: one slot for each writer that is ahead. */
export function slotWait({ ahead }: Queue): number {
  return ahead * SLOT_MS;
}

/**
 * How long to wait after another commit came first: anything up to the end of the queue, as far as it is known;
 * else "full jitter", because writers that wait equally long meet again.
 * @param attempt the writes made so far, from 1
 * @param elapsed since the queue was seen, in milliseconds
 * @param random 0 to 1
 * @returns milliseconds
 */
export function conflictWait(
  queue: Queue | undefined,
  {
    attempt,
    elapsed,
    random,
  }: { readonly attempt: number; readonly elapsed: number; readonly random: number },
): number {
  const left =
    queue === undefined || queue.length === 1
      ? 0
      : Math.max(FEWEST_SLOTS * SLOT_MS, queue.length * SLOT_MS - elapsed);
  const window = left > 0 ? left : Math.min(WIDEST_WINDOW_MS, FIRST_WINDOW_MS * 2 ** (attempt - 1));
  return Math.round(random * window);
}

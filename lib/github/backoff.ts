/** The window of the first wait if nothing is known of other writers; it doubles with each attempt. */
const FIRST_WINDOW_MS = 250;
const WIDEST_WINDOW_MS = 15_000;

/**
 * How long to wait if nothing is known of other writers: a random part of the window ("full jitter"), because writers
 * that wait equally long collide again.
 * @param attempt how many attempts there have been, from 1
 * @param random 0 to 1
 * @returns milliseconds
 */
export function backoff(attempt: number, random: number): number {
  return random * Math.min(WIDEST_WINDOW_MS, FIRST_WINDOW_MS * 2 ** (attempt - 1));
}

import { messageOf } from "../trouble.ts";
import type { World } from "../world.ts";

/**
 * What is said to somebody who wants to see something, where the release repository's files cannot be read. What is wrong
 * with them names configs that they may not see, and is for the log.
 */
export function unusable({ log }: World, error: unknown): string {
  log.warn({ err: error }, `the release repository cannot be used: ${messageOf(error)}`);
  return "The release repository cannot be read now: whoever runs the server finds the reason in its log.";
}

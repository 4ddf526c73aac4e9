import type { Selection } from "../releases/rules/selection.ts";
import { InputError } from "../runner/input-error.ts";

/**
 * Reads `*` or a list of names.
 * @param input the input's name, for messages
 * @throws InputError
 */
export function toSelection(input: string, words: readonly string[]): Selection {
  if (!words.includes("*")) return words;
  if (words.length > 1)
    throw new InputError(input, words.join(", "), "give * alone, which means all containers, or names.");
  return "*";
}

import type { Selection } from "../releases/rules/selection.ts";
import { InputError } from "../runner/input-error.ts";

/**
 * `*`, or names.
 * @param input its name, for messages
 * @throws InputError
 */
export function toSelection(input: string, words: readonly string[]): Selection {
  if (!words.includes("*")) return words;
  if (words.length > 1) throw new InputError(input, words.join(", "), "* stands alone, and means all.");
  return "*";
}

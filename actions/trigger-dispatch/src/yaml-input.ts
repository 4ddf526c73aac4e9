import { parse } from "yaml";
import { InputError } from "../../../lib/runner/input-error.ts";

/**
 * Parses an input in YAML or JSON (a subset of YAML). Values such as 1.10 and 0x12 stay texts as they are written; only
 * `null`, `~` and nothing are null, because a workflow that has no value writes them.
 * @param input the input's name, for messages
 * @throws InputError
 */
export function parseYamlInput(
  input: string,
  text: string,
  { mapAsMap = false }: { readonly mapAsMap?: boolean } = {},
): unknown {
  const value = parsed(input, text, mapAsMap);
  if (isCircular(value, [])) {
    throw new InputError(input, text, "an alias refers to the list or map that it is in: write it out.");
  }
  return value;
}

function parsed(input: string, text: string, mapAsMap: boolean): unknown {
  try {
    return parse(text, { schema: "failsafe", customTags: ["null"], mapAsMap, logLevel: "error" });
  } catch (error) {
    const [reason = ""] = String(error instanceof Error ? error.message : error).split("\n");
    throw new InputError(input, text, `it is not valid YAML: ${reason}`);
  }
}

/** @param around the lists and maps that the value is in */
function isCircular(value: unknown, around: readonly object[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (around.includes(value)) return true;
  const parts: readonly unknown[] = value instanceof Map ? [...value].flat() : Object.values(value);
  return parts.some((part) => isCircular(part, [...around, value]));
}

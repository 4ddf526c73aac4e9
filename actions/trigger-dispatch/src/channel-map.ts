import { matchesRef } from "../../../lib/releases/rules/ref-pattern.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { parseYamlInput } from "./yaml-input.ts";

/** Ref patterns and their channels; the first match wins. */
export type ChannelMap = readonly (readonly [pattern: string, channel: string])[];

/**
 * Parses the input `channels`.
 * @throws InputError
 */
export function readChannelMap(text: string): ChannelMap {
  // As a Map, because an object would move a branch called 7 to the front.
  const map = parseYamlInput("channels", text, { mapAsMap: true });
  if (!(map instanceof Map)) throw new InputError("channels", text, "use a YAML map, such as main: dev.");
  return [...map].map(([pattern, channel]: [unknown, unknown]) => {
    if (typeof pattern !== "string" || pattern === "") {
      throw new InputError("channels", text, "each key must be a ref pattern, such as main or refs/tags/v*.");
    }
    if (typeof channel !== "string" || channel === "") {
      throw new InputError(
        `channels, ${pattern}`,
        JSON.stringify(channel, mapsAsObjects),
        "use the name of a channel.",
      );
    }
    return [pattern, channel] as const;
  });
}

/** @returns undefined when no pattern matches */
export function channelOf(ref: string, channels: ChannelMap): string | undefined {
  return channels.find(([pattern]) => matchesRef(ref, pattern))?.[1];
}

/** JSON knows no maps. */
function mapsAsObjects(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

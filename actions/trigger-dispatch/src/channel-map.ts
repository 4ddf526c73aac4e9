import { parse } from "yaml";
import { matchesRef } from "../../../lib/releases/rules/ref-pattern.ts";
import { InputError } from "../../../lib/runner/input-error.ts";

/** Ref pattern and channel, in the order in which they are tried. */
export type ChannelMap = readonly (readonly [pattern: string, channel: string])[];

/**
 * The input `channels`.
 * @throws InputError
 */
export function readChannelMap(text: string): ChannelMap {
  const map = parseMap(text);
  if (!(map instanceof Map))
    throw new InputError("channels", text, "a YAML map is allowed, such as main: dev.");
  return [...map].map(([pattern, channel]: [unknown, unknown]) => {
    if (typeof pattern !== "string" || pattern === "") {
      throw new InputError("channels", text, "each key must be a ref pattern, such as main or refs/tags/v*.");
    }
    if (typeof channel !== "string" || channel === "") {
      throw new InputError(
        `channels, ${pattern}`,
        JSON.stringify(channel),
        "the name of a channel is allowed.",
      );
    }
    return [pattern, channel] as const;
  });
}

/** @returns undefined when no pattern fits */
export function channelOf(ref: string, channels: ChannelMap): string | undefined {
  return channels.find(([pattern]) => matchesRef(ref, pattern))?.[1];
}

function parseMap(text: string): unknown {
  try {
    // As a Map: an object would put a branch called 7 before all others.
    return parse(text, { schema: "failsafe", mapAsMap: true, logLevel: "error" });
  } catch (error) {
    const [reason = ""] = String(error instanceof Error ? error.message : error).split("\n");
    throw new InputError("channels", text, `it is not YAML: ${reason}`);
  }
}

import type { Target } from "../../../lib/deploys/target.ts";
import { lockLength } from "../requests/lock-length.ts";

/** A lock, as somebody has typed it. */
export interface TypedLock {
  readonly target: Target;
  readonly reason: string;
  /** Undefined: until somebody unlocks it. */
  readonly forMs: number | undefined;
}

/**
 * Reads `<app> in <channel> [for <time>] because <reason>`.
 * @param usage how it is written, for messages
 * @returns what is wrong with it, where it is none
 */
export function parseLock(words: readonly string[], usage: string): TypedLock | string {
  const [config, joint, channel, ...rest] = words;
  if (config === undefined || channel === undefined || joint?.toLowerCase() !== "in") {
    return `it does not say which app, and in which channel: write ${usage}`;
  }
  const isFor = rest[0]?.toLowerCase() === "for";
  const [because, ...reason] = isFor ? rest.slice(2) : rest;
  if (because?.toLowerCase() !== "because" || reason.length === 0) {
    return `it does not say why, and whoever is held by the lock will want to know: write ${usage}`;
  }
  const target = { config, channel };
  if (!isFor) return { target, reason: reason.join(" "), forMs: undefined };
  const forMs = lockLength(rest[1] ?? "");
  if (forMs === undefined) {
    return `"${rest[1] ?? ""}" is no length of time: write one such as 30m, 2h or 3d`;
  }
  return { target, reason: reason.join(" "), forMs };
}

import type { Target } from "./target.ts";

/** Keeps deploys away from targets. A lock that names neither config nor channel is one of all. */
export interface Lock {
  readonly config?: string | undefined;
  readonly channel?: string | undefined;
  readonly reason: string;
  /** A GitHub login. */
  readonly owner: string;
  readonly at: string;
  /** From this moment on it holds nothing; without it, until somebody unlocks. */
  readonly until?: string | undefined;
}

/**
 * Why a target is locked, in words that follow "because". A lock stops everybody, its owner and their autodeploy too.
 * @param at now: ISO 8601 in UTC
 */
export function lockReason(locks: readonly Lock[], target: Target, at: string): string | undefined {
  const lock = locks.find((one) => concerns(one, target) && isInForce(one, at));
  if (lock === undefined) return undefined;
  const until = lock.until === undefined ? "" : ` until ${lock.until}`;
  return `${scopeOf(lock)} was locked by ${lock.owner} on ${lock.at}${until}: ${lock.reason}`;
}

function concerns({ config, channel }: Lock, target: Target): boolean {
  return (config ?? target.config) === target.config && (channel ?? target.channel) === target.channel;
}

function isInForce({ until }: Lock, at: string): boolean {
  return until === undefined || Date.parse(at) < Date.parse(until);
}

function scopeOf({ config, channel }: Lock): string {
  if (config === undefined) return channel === undefined ? "everything" : `all of ${channel}`;
  return channel === undefined ? `${config} in every channel` : `${config} in ${channel}`;
}

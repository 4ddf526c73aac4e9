import type { Lock } from "../generated/schema.generated.ts";

/** What a lock is about: for the actions, a container is a config. */
interface LockedPlace {
  readonly config: string;
  readonly channel: string;
}

/**
 * Why a place is locked, in words that follow "because". A lock stops everybody, its owner and their autodeploy too; one
 * that names neither config nor channel is one of all.
 * @param at now: ISO 8601 in UTC
 */
export function lockReason(locks: readonly Lock[], place: LockedPlace, at: string): string | undefined {
  const lock = locks.find((one) => concerns(one, place) && isInForce(one, at));
  if (lock === undefined) return undefined;
  const until = lock.until === undefined ? "" : ` until ${lock.until}`;
  return `${scopeOf(lock)} was locked by ${lock.owner} on ${lock.at}${until}: ${lock.reason}`;
}

function concerns({ config, channel }: Lock, place: LockedPlace): boolean {
  return (config ?? place.config) === place.config && (channel ?? place.channel) === place.channel;
}

export function isInForce({ until }: Lock, at: string): boolean {
  return until === undefined || Date.parse(at) < Date.parse(until);
}

function scopeOf({ config, channel }: Lock): string {
  if (config === undefined) return channel === undefined ? "everything" : `all of ${channel}`;
  return channel === undefined ? `${config} in every channel` : `${config} in ${channel}`;
}

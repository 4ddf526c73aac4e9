import type { Lock } from "../generated/schema.generated.ts";
import { isInForce, lockReason } from "./lock.ts";

/** One config in one channel. */
interface Place {
  readonly config: string;
  readonly channel: string;
}

/**
 * The locks with one more, without those of its place that have ended.
 * @returns a sentence without a full stop where its place has a lock of its own already
 */
export function withLock(locks: readonly Lock[], lock: Lock & Place): readonly Lock[] | string {
  const own = locks.filter((one) => isOf(one, lock));
  const standing = lockReason(own, lock, lock.at);
  if (standing !== undefined) return `${standing}. Unlock it first`;
  return [...locks.filter((one) => !own.includes(one)), lock];
}

/**
 * The locks without those of a place.
 * @param at now: ISO 8601 in UTC
 * @returns a sentence without a full stop where it has none in force, which names a wider one that holds it
 */
export function withoutLocks(locks: readonly Lock[], place: Place, at: string): readonly Lock[] | string {
  if (hasOwnLock(locks, place, at)) return locks.filter((one) => !isOf(one, place));
  const wider = lockReason(locks, place, at);
  return wider === undefined ? `${place.config} in ${place.channel} is not locked` : wider;
}

/** Whether a place has a lock of its own in force. @param at now: ISO 8601 in UTC */
export function hasOwnLock(locks: readonly Lock[], place: Place, at: string): boolean {
  return locks.some((one) => isOf(one, place) && isInForce(one, at));
}

function isOf({ config, channel }: Lock, place: Place): boolean {
  return config === place.config && channel === place.channel;
}

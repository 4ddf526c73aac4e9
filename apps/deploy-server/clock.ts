/** The time that decisions go by. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Now: ISO 8601 in UTC, to the second. */
export function isoTime(clock: Clock): string {
  return clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, "Z");
}

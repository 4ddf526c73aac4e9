/**
 * When a freeze of the policy applies. Pure: the time is a parameter.
 *
 * @typedef {"mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun"} Day
 * @typedef {{ days: Day[], hours?: { from: string, to: string }, time_zone: string }} WeeklyWindow
 * @typedef {{ container?: string, reason: string, by: string, from?: string, until?: string, weekly?: WeeklyWindow }}
 * Freeze
 */

/** @type {readonly Day[]} */
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * @param {Freeze} freeze
 * @param {number} now
 */
export function isFrozen({ from, until, weekly }, now) {
  return (
    (from === undefined || Date.parse(from) <= now) &&
    (until === undefined || now < Date.parse(until)) &&
    (weekly === undefined || isInWindow(weekly, now))
  );
}

/**
 * Hours that end no later than they begin end on the next day.
 *
 * @param {WeeklyWindow} window
 * @param {number} now
 */
function isInWindow({ days, hours, time_zone: zone }, now) {
  const { day, time } = clockAt(zone, now);
  const today = DAYS[day];
  const yesterday = DAYS[(day + 6) % 7];
  const { from, to } = hours ?? { from: "00:00", to: "00:00" };
  const isOvernight = to <= from;
  const begins = days.some((name) => name === today) && time >= from && (isOvernight || time < to);
  return begins || (isOvernight && days.some((name) => name === yesterday) && time < to);
}

/**
 * What the clocks of a zone show: the day of the week, 0 for Sunday, and the time, such as `08:30`.
 *
 * @param {string} zone
 * @param {number} now
 */
function clockAt(zone, now) {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const parts = new Map(clock.formatToParts(now).map(({ type, value }) => [type, value]));
  const weekday = parts.get("weekday")?.toLowerCase();
  return {
    day: DAYS.findIndex((day) => day === weekday),
    time: `${parts.get("hour")}:${parts.get("minute")}`,
  };
}

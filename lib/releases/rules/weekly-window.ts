import type { WeeklyWindow } from "../generated/schema.generated.ts";

/** A half-open interval in epoch milliseconds: its end is not part of it. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
/** Days to look around a moment, enough for all of its span and the next one. */
const DAYS_AROUND = 8;

/**
 * The spans of a weekly window around a moment, in order. Spans that touch are joined, so that a window on `sat` and
 * `sun` ends on Monday. A window whose hours end no later than they begin ends on the next day.
 * @param at epoch milliseconds
 */
export function spansAround({ days, hours, time_zone: zone }: WeeklyWindow, at: number): readonly Span[] {
  const today = wallTime(at, zone) - (wallTime(at, zone) % DAY_MS);
  const from = minutesOf(hours?.from ?? "00:00");
  const to = minutesOf(hours?.to ?? "00:00");
  const length = to > from ? to - from : to + 24 * 60 - from;
  const spans = Array.from({ length: 2 * DAYS_AROUND + 1 }, (_, index) => index - DAYS_AROUND)
    .map((offset) => today + offset * DAY_MS)
    .filter((midnight) => days.some((day) => day === DAYS[new Date(midnight).getUTCDay()]))
    .map((midnight) => ({
      from: momentOf(midnight + from * MINUTE_MS, zone),
      until: momentOf(midnight + (from + length) * MINUTE_MS, zone),
    }));
  return joined(spans);
}

/** Whether the time zone database has a zone. */
export function isTimeZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** @param spans in order */
function joined(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    if (last !== undefined && span.from <= last.until) {
      found.splice(-1, 1, { from: last.from, until: Math.max(last.until, span.until) });
    } else found.push(span);
  }
  return found;
}

function minutesOf(time: string): number {
  const [hours = "", minutes = ""] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/**
 * The moment at which the clocks of a zone show a time. If they show it twice, the first; if they skip it when going
 * forward, the moment as much later.
 * @param wall the time as if it were UTC, in epoch milliseconds
 */
function momentOf(wall: number, zone: string): number {
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((near) => wallTime(near, zone) - near);
  const candidates = offsets.map((offset) => wall - offset).toSorted((a, b) => a - b);
  const exact = candidates.find((moment) => wallTime(moment, zone) === wall);
  // Skipped: read it by the clocks as they were before.
  return exact ?? wall - (offsets[0] ?? 0);
}

/** What the clocks of a zone show at a moment, as if it were UTC, in epoch milliseconds. */
function wallTime(moment: number, zone: string): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Formatters are cached, because creating one takes longer than all that it is used for. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en-US-u-ca-iso8601-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(zone, clock);
  return clock;
}

import { existsInCalendar } from "../documents/calendar.ts";

/** When a pin ends: at a moment, or some time after it is made. */
export type PinEnd =
  | { readonly kind: "moment"; readonly until: string }
  | { readonly kind: "length"; readonly milliseconds: number };

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const LENGTH = /^([1-9]\d{0,4})([mhd])$/;
const UNITS = new Map([
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** Reads `2026-12-01T08:00:00Z`, `90m`, `8h` or `3d`. @returns undefined for anything else */
export function parsePinEnd(text: string): PinEnd | undefined {
  if (MOMENT.test(text)) return existsInCalendar(text) ? { kind: "moment", until: text } : undefined;
  const [, amount, unit = ""] = LENGTH.exec(text) ?? [];
  const milliseconds = UNITS.get(unit);
  if (amount === undefined || milliseconds === undefined) return undefined;
  return { kind: "length", milliseconds: Number(amount) * milliseconds };
}

/** The moment at which a pin made now ends. @param at now: ISO 8601 in UTC */
export function pinEndAt(end: PinEnd, at: string): string {
  if (end.kind === "moment") return end.until;
  return new Date(Date.parse(at) + end.milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

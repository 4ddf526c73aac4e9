/**
 * How values come out of either driver. By themselves `pg` gives a bigint as a text and PGlite as a number, and both give
 * a moment as a Date; here both give numbers and ISO 8601 in UTC.
 */
export const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  // int8
  20: parseBigint,
  // timestamptz
  1184: parseMoment,
};

/** @throws RangeError for one that JavaScript cannot hold: a wrong id is worse than none */
export function parseBigint(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is too large to be read as a number`);
  return number;
}

/** PostgreSQL writes `2026-11-21 02:00:00.123456+00`. @returns `2026-11-21T02:00:00.123Z` */
export function parseMoment(text: string): string {
  return new Date(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00")).toISOString();
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** `60s`, `15m` or `2h`, in milliseconds. The schema has let it in. */
export function durationMs(text: string): number {
  const milliseconds = Number.parseInt(text, 10) * (UNITS.get(text.slice(-1)) ?? Number.NaN);
  if (Number.isNaN(milliseconds))
    throw new Error(`${text} is no length of time, though the schema let it in`);
  return milliseconds;
}

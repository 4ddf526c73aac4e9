const MINUTE = 60_000;
const UNITS: ReadonlyMap<string, number> = new Map([
  ["m", MINUTE],
  ["h", 60 * MINUTE],
  ["d", 24 * 60 * MINUTE],
]);

/** `30m`, `2h` or `3d`, in milliseconds; undefined for what is no length of time. */
export function lockLength(text: string): number | undefined {
  const [, count = "", unit = ""] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  const length = UNITS.get(unit);
  return length === undefined ? undefined : Number(count) * length;
}

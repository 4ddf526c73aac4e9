/** `2026-02-30T00:00:00Z` is well formed, and JavaScript makes a day in March of it. */
export function existsInCalendar(time: string): boolean {
  const date = new Date(time);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 19) === time.slice(0, 19);
}

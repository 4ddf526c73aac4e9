/** Whether a date exists: `2026-02-30T00:00:00Z` is well formed, and JavaScript reads it as a day in March. */
export function existsInCalendar(time: string): boolean {
  const date = new Date(time);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 19) === time.slice(0, 19);
}

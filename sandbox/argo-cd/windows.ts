import { matches } from "./accounts.ts";
import type { SyncWindow } from "./model.ts";

/** The windows of a project that an application is assigned to. */
export const windowsOf = (windows: readonly SyncWindow[], application: string): readonly SyncWindow[] =>
  windows.filter(({ applications }) => applications.some((pattern) => matches(pattern, application)));

/** Whether a sync may begin, by Argo CD's rules: open denials come first, then closed allowances. */
export function canSync(windows: readonly SyncWindow[], by: "person" | "automated"): boolean {
  const isExcused = (blocking: readonly SyncWindow[]): boolean =>
    by === "person" && blocking.length > 0 && blocking.every(({ manualSync = false }) => manualSync);
  const denials = windows.filter(({ kind, active }) => kind === "deny" && active);
  if (denials.length > 0) return isExcused(denials);
  const allowances = windows.filter(({ kind }) => kind === "allow");
  if (allowances.length === 0 || allowances.some(({ active }) => active)) return true;
  return isExcused(allowances);
}

/** What `syncwindows` answers. */
export function windowsAnswer(windows: readonly SyncWindow[]): Record<string, unknown> {
  const shape = ({ kind, schedule, duration, manualSync }: SyncWindow): Record<string, unknown> => ({
    kind,
    schedule,
    duration,
    ...(manualSync === true ? { manualSync } : {}),
  });
  const active = windows.filter((window) => window.active);
  return {
    ...(active.length === 0 ? {} : { activeWindows: active.map(shape) }),
    ...(windows.length === 0 ? {} : { assignedWindows: windows.map(shape) }),
    canSync: canSync(windows, "person"),
  };
}

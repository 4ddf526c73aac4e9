import { splitImage } from "../../../lib/releases/documents/image.ts";
import type { HistoryKind, Running } from "../../../lib/releases/history/history-entry.ts";

const UNITS: readonly (readonly [limit: number, unit: number, name: string])[] = [
  [60, 1, "s"],
  [3_600, 60, "min"],
  [2 * 86_400, 3_600, "h"],
  [60 * 86_400, 86_400, "d"],
  [730 * 86_400, 30 * 86_400, "mo"],
  [Infinity, 365 * 86_400, "y"],
];

/** A time span in one unit, as the dashboard has it: `40 s`, `12 min`, `47 h`, `59 d`. */
export function span(seconds: number): string {
  const [, unit, name] = UNITS.find(([limit]) => seconds < limit) ?? [0, 1, "s"];
  return `${Math.max(Math.floor(seconds / unit), 0)} ${name}`;
}

export const VERBS: Readonly<Record<HistoryKind, string>> = {
  release: "Released",
  promote: "Promoted",
  rollback: "Rolled back",
  pin: "Pinned",
  unpin: "Unpinned",
  retire: "Retired",
  undeploy: "Undeployed",
  resume: "Resumed",
  edit: "Edited by hand",
  remove: "Removed by hand",
};

/** What runs, in few characters: an image's tag, a chart's version, a config's commit. */
export function runningText(running: Running | null): string {
  if (running === null) return "nothing";
  if ("image" in running) return splitImage(running.image).tag ?? running.image;
  return "version" in running ? running.version : running.sha.slice(0, 7);
}

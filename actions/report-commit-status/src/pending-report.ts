import * as core from "@actions/core";
import type { StatusTarget } from "../../../lib/github/statuses/commit-status.ts";

/** What the post step is to finish. */
export interface PendingReport {
  readonly context: string;
  readonly targets: readonly KnownTarget[];
}

export interface KnownTarget extends StatusTarget {
  /** The App's installation that was found there. */
  readonly installationId?: number | undefined;
}

const NAME = "pending-report";

export function savePendingReport(report: PendingReport): void {
  core.saveState(NAME, JSON.stringify(report));
}

/** @returns undefined when there is nothing to finish */
export function loadPendingReport(): PendingReport | undefined {
  const text = core.getState(NAME);
  return text === "" ? undefined : (JSON.parse(text) as PendingReport);
}

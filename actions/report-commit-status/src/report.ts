import * as core from "@actions/core";
import { fullName } from "../../../lib/github/repository.ts";
import type { CommitState } from "../../../lib/github/statuses/commit-status.ts";
import { shownAnnotations } from "../../../lib/runner/annotations.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import type { AnnotatedError } from "../../../lib/runner/run-action.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { TargetResult } from "./send.ts";

/** Repositories that do not have the status: an annotation for each. */
export class Unreported extends Error implements AnnotatedError {
  override readonly name = "Unreported";
  readonly annotations: AnnotatedError["annotations"];

  constructor(failed: readonly TargetResult[]) {
    super(`${failed.length} repositories do not have the status.`);
    this.annotations = shownAnnotations(
      failed.map(({ target, reason }) => ({
        message: reason,
        properties: { title: `No status in ${fullName(target.repository)}` },
      })),
    );
  }
}

const UNSAID: ReadonlySet<TargetResult["outcome"]> = new Set(["failed", "skipped"]);

/** Sets every output, so that later steps can rely on them on each path. */
export function setOutputs(state: CommitState | undefined, results: readonly TargetResult[]): void {
  const shas = new Set(results.filter(({ outcome }) => !UNSAID.has(outcome)).map(({ target }) => target.sha));
  core.setOutput("state", state ?? "");
  core.setOutput("sha", shas.size === 1 ? [...shas].join("") : "");
  core.setOutput("results", JSON.stringify(results.map(toOutput)));
}

/** Tells which commits have the status now. */
export async function reportResults(
  { state, context }: { readonly state: CommitState; readonly context: string },
  results: readonly TargetResult[],
): Promise<void> {
  for (const { target, outcome, reason } of results) {
    if (outcome === "skipped") core.notice(reason, { title: `No status in ${fullName(target.repository)}` });
    stepLog.info(`${fullName(target.repository)} ${target.sha.slice(0, 7)}: ${state}, ${outcome}`);
  }
  await writeSummary({
    heading: `${context}: ${state}`,
    paragraphs: [],
    table: {
      head: ["Repository", "Commit", "Status", "Why"],
      rows: results.map(({ target, outcome, reason }) => [
        fullName(target.repository),
        target.sha.slice(0, 7),
        outcome,
        reason,
      ]),
    },
  });
}

function toOutput({ target, outcome, reason }: TargetResult): object {
  return { repository: fullName(target.repository), sha: target.sha, outcome, reason };
}

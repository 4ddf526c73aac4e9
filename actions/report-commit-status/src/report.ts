import * as core from "@actions/core";
import { fullName } from "../../../lib/github/repository.ts";
import type { CommitState } from "../../../lib/github/statuses/commit-status.ts";
import { shownAnnotations } from "../../../lib/runner/annotations.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import type { AnnotatedError } from "../../../lib/runner/run-action.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { TargetResult } from "./send.ts";

/** The status could not be set in some repositories: one annotation each. */
export class Unreported extends Error implements AnnotatedError {
  override readonly name = "Unreported";
  readonly annotations: AnnotatedError["annotations"];

  constructor(failed: readonly TargetResult[]) {
    super(
      `The status could not be set in ${failed.length} ${failed.length === 1 ? "repository" : "repositories"}.`,
    );
    this.annotations = shownAnnotations(
      failed.map(({ target, reason }) => ({
        message: reason,
        properties: { title: `No status in ${fullName(target.repository)}` },
      })),
    );
  }
}

const WITHOUT_STATUS: ReadonlySet<TargetResult["outcome"]> = new Set(["failed", "skipped"]);

/** Sets every output, so that they exist on every path. */
export function setOutputs(state: CommitState | undefined, results: readonly TargetResult[]): void {
  const shas = new Set(
    results.filter(({ outcome }) => !WITHOUT_STATUS.has(outcome)).map(({ target }) => target.sha),
  );
  core.setOutput("state", state ?? "");
  core.setOutput("sha", shas.size === 1 ? [...shas].join("") : "");
  core.setOutput("results", JSON.stringify(results.map(toOutput)));
}

/** Reports which commits have the status now. */
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

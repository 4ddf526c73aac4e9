import * as core from "@actions/core";
import type { LandedCommit } from "../github/branch/write-commit.ts";
import type { InvalidDocument } from "../releases/documents/problem.ts";
import type { ReleaseOutcome } from "../releases/rules/outcome.ts";
import { writeSummary } from "../runner/summary.ts";

interface Outputs {
  /** The id of the dispatch, or of the operation that takes its place. */
  readonly id: string;
  readonly results: readonly object[];
  readonly commit?: LandedCommit | undefined;
}

/** Sets the outputs that every action which writes the database has, so that later steps can rely on them. */
export function setOutputs({ id, results, commit }: Outputs): void {
  core.setOutput("changed", String(commit !== undefined));
  core.setOutput("commit-sha", commit?.oid ?? "");
  core.setOutput("commit-url", commit?.url ?? "");
  core.setOutput("dispatch-id", id);
  core.setOutput("results", JSON.stringify(results));
}

/** The outcome of a rejected release. */
export interface RejectedResult {
  readonly outcome: Extract<ReleaseOutcome, "rejected">;
  readonly reason: string;
}

/** Reports that nothing was written, and why. */
export async function reportRejection(
  error: InvalidDocument,
  id: string,
  results: readonly RejectedResult[],
): Promise<void> {
  setOutputs({ id, results });
  await writeSummary({
    heading: "Rejected: nothing was written",
    paragraphs: [],
    table: { head: ["Problem"], rows: error.problems.map(({ message }) => [message]) },
  });
}

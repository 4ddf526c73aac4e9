import * as core from "@actions/core";
import { reportUpdate } from "../../../lib/release-run/report-update.ts";
import type { Dispatch } from "../../../lib/releases/generated/schema.generated.ts";
import { shownAnnotations } from "../../../lib/runner/annotations.ts";
import type { AnnotatedError } from "../../../lib/runner/run-action.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { Warning } from "./plan.ts";
import type { ServerOutcome } from "./server.ts";

/** The deploy server rejected the dispatch, with an annotation for each problem. */
class Rejected extends Error implements AnnotatedError {
  override readonly name = "Rejected";
  readonly annotations: AnnotatedError["annotations"];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.annotations = shownAnnotations(
      problems.map((message) => ({ message, properties: { title: "Rejected" } })),
    );
  }
}

/** Reports what became of each release. @throws Rejected */
export async function reportOutcome(
  { dispatch_id: id }: Dispatch,
  { results, problems, notes, commit }: ServerOutcome,
  warnings: readonly Warning[],
): Promise<void> {
  core.setOutput("results", JSON.stringify(results));
  core.setOutput("commit-sha", commit?.oid ?? "");
  for (const { title, text } of warnings) core.warning(text, { title });
  if (results.some(({ outcome }) => outcome === "rejected")) {
    await writeSummary({
      heading: "Rejected: nothing was written",
      paragraphs: [`Dispatch ${id}`, ...warnings.map(({ text }) => text)],
      table: { head: ["Problem"], rows: problems.map((problem) => [problem]) },
    });
    throw new Rejected(problems);
  }
  const update = { results, coming: notes, before: "", after: "" };
  await reportUpdate(update, {
    id,
    commit,
    notes: warnings.map(({ text }) => text),
    path: "",
    dryRun: false,
    failOnHeld: false,
  });
}

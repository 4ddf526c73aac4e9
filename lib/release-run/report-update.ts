import * as core from "@actions/core";
import { createTwoFilesPatch } from "diff";
import type { LandedCommit } from "../github/branch/write-commit.ts";
import type { Update } from "../release-write/decide.ts";
import type { ReleaseResult } from "../releases/rules/apply.ts";
import { stepLog } from "../runner/log.ts";
import { writeSummary } from "../runner/summary.ts";

interface Circumstances {
  readonly id: string;
  readonly commit: LandedCommit | undefined;
  readonly path: string;
  readonly dryRun: boolean;
  readonly failOnHeld: boolean;
  /** Further remarks, one line each. */
  readonly notes: readonly string[];
  /** What the request skipped, one line each. */
  readonly warnings?: readonly string[];
}

/** Reports the outcome of each release. Fails the step if a release is held and `fail-on-held` is set. */
export async function reportUpdate(update: Update, circumstances: Circumstances): Promise<void> {
  const { commit, warnings = [], dryRun, path, failOnHeld, id } = circumstances;
  const notes = [...circumstances.notes, ...update.coming, ...heldAdvice(update.results)];
  for (const line of notes) stepLog.info(line);
  for (const line of warnings) core.warning(line, { title: "Left out" });
  for (const result of update.results) announce(result, failOnHeld);
  if (dryRun) stepLog.info(`Dry run: nothing was written. The commit would change:\n${patch(update, path)}`);
  if (commit !== undefined) stepLog.info(`Committed ${commit.oid}: ${commit.url}`);
  await writeSummary({
    heading: dryRun ? "Dry run: nothing was written" : headingOf(commit),
    paragraphs: [
      ...(commit === undefined ? [] : [{ text: `Commit ${commit.oid.slice(0, 7)}`, href: commit.url }]),
      `Dispatch ${id}`,
      ...warnings,
      ...notes,
    ],
    table: {
      head: ["Container", "Channel", "Outcome", "Before → after", "Why"],
      rows: update.results.map(row),
    },
  });
}

/** A held release needs a further action. */
function heldAdvice(results: readonly ReleaseResult[]): readonly string[] {
  if (!results.some(({ outcome }) => outcome === "held")) return [];
  return [
    "A held release is not retried. When the pin, freeze or lock has ended, run this job again or wait for the next build; to remove a pin without an end, run rollback-release with unpin. To release now, run the workflow by hand with force, which the commit records; that also brings back a retired record.",
  ];
}

function announce(result: ReleaseResult, failOnHeld: boolean): void {
  const { container, channel, outcome, reason, before, after } = result;
  const what = `${container} in ${channel}: ${outcome}${reason === "" ? "" : `, ${reason}`} (${before ?? "none"} → ${after ?? "retired"})`;
  const title = `${outcome}: ${container} in ${channel}`;
  if (outcome === "superseded") core.notice(what, { title });
  else if (outcome !== "held") stepLog.info(what);
  else if (failOnHeld) core.setFailed(what);
  else core.warning(what, { title });
}

function row({ container, channel, outcome, reason, before, after }: ReleaseResult): readonly string[] {
  const change = before !== null && before === after ? after : `${before ?? "none"} → ${after ?? "retired"}`;
  return [container, channel, outcome, change, reason];
}

function headingOf(commit: LandedCommit | undefined): string {
  return commit === undefined ? "The database did not change" : "Released";
}

function patch({ before, after }: Update, path: string): string {
  return before === after ? "nothing" : createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after);
}

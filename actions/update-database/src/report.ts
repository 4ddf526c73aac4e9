import * as core from "@actions/core";
import { createTwoFilesPatch } from "diff";
import { stepLog } from "../../../lib/action/log.ts";
import { writeSummary } from "../../../lib/action/summary.ts";
import type { LandedCommit } from "../../../lib/github/branch-commit/write-commit.ts";
import type { ReleaseResult } from "../../../lib/releases/apply.ts";
import { DISPATCH_DOCUMENT, type ReceivedDispatch } from "../../../lib/releases/dispatch.ts";
import { verifiedText, type VerifiedBuild } from "../../../lib/releases/commit-message.ts";
import type { Outcome } from "../../../lib/releases/outcome.ts";
import { placed, type InvalidDocument } from "../../../lib/releases/problem.ts";
import type { Update } from "./decide.ts";

interface Outputs {
  readonly dispatchId: string;
  readonly results: readonly object[];
  readonly commit?: LandedCommit | undefined;
  readonly verified?: VerifiedBuild | undefined;
}

/** Sets every output, so that later steps can rely on them on each path. */
export function setOutputs({ dispatchId, results, commit, verified }: Outputs): void {
  core.setOutput("changed", String(commit !== undefined));
  core.setOutput("commit-sha", commit?.oid ?? "");
  core.setOutput("commit-url", commit?.url ?? "");
  core.setOutput("dispatch-id", dispatchId);
  core.setOutput("results", JSON.stringify(results));
  core.setOutput("provenance", verified === undefined ? "" : JSON.stringify(provenanceOf(verified)));
}

/** In the words of the payload's source. */
function provenanceOf({ repository, repositoryId, ref, sha, runId, runAttempt }: VerifiedBuild): object {
  return { repository, repository_id: repositoryId, ref, sha, run_id: runId, run_attempt: runAttempt };
}

interface Circumstances {
  readonly dispatchId: string;
  readonly commit: LandedCommit | undefined;
  readonly verified: VerifiedBuild | undefined;
  readonly path: string;
  readonly dryRun: boolean;
  readonly failOnHeld: boolean;
}

/** Tells what became of each release. Fails the step when one is held and that is to fail. */
export async function reportUpdate(update: Update, circumstances: Circumstances): Promise<void> {
  const { commit, verified, dryRun, path, failOnHeld, dispatchId } = circumstances;
  const proof = verified === undefined ? [] : [`Verified: ${verifiedText(verified)}`];
  for (const line of proof) stepLog.info(line);
  for (const result of update.results) announce(result, failOnHeld);
  if (dryRun) stepLog.info(`Dry run: nothing was written. The commit would change:\n${patch(update, path)}`);
  if (commit !== undefined) stepLog.info(`Committed ${commit.oid}: ${commit.url}`);
  await writeSummary({
    heading: dryRun ? "Dry run: nothing was written" : headingOf(commit),
    paragraphs: [
      ...(commit === undefined ? [] : [{ text: `Commit ${commit.oid.slice(0, 7)}`, href: commit.url }]),
      `Dispatch ${dispatchId}`,
      ...proof,
    ],
    table: {
      head: ["Container", "Channel", "Outcome", "Before → after", "Why"],
      rows: update.results.map(row),
    },
  });
}

/** Tells that nothing was written and why; each release that can be named has the outcome rejected. */
export async function reportRejection(
  error: InvalidDocument,
  dispatch: ReceivedDispatch | undefined,
  claimedId: string,
): Promise<void> {
  const outcome: Outcome = "rejected";
  const results = dispatch?.releases.map(({ container, channel, image }, index) => ({
    container,
    channel,
    outcome,
    reason: rejectionReason(error, index),
    before: null,
    after: image,
  })) ?? [{ outcome, reason: error.message }];
  setOutputs({ dispatchId: dispatch?.id ?? claimedId, results });
  await writeSummary({
    heading: "Rejected: nothing was written",
    paragraphs: [],
    table: { head: ["Problem"], rows: error.problems.map(({ message }) => [message]) },
  });
}

/** What speaks against the release itself, else the first thing against the whole: GitHub takes outputs of 1 MB. */
function rejectionReason({ document, problems }: InvalidDocument, index: number): string {
  const prefix = `releases[${index}]`;
  const own = document === DISPATCH_DOCUMENT ? problems.filter(({ path }) => path.startsWith(prefix)) : [];
  if (own.length > 0) return own.map(({ message }) => message).join("; ");
  const [first] = problems;
  return first === undefined ? "" : placed(document, first);
}

function announce(result: ReleaseResult, failOnHeld: boolean): void {
  const { container, channel, outcome, reason, before, after } = result;
  const what = `${container} in ${channel}: ${outcome}${reason === "" ? "" : `, ${reason}`} (${before ?? "none"} → ${after})`;
  const title = `${outcome}: ${container} in ${channel}`;
  if (outcome === "superseded") core.notice(what, { title });
  else if (outcome !== "held") stepLog.info(what);
  else if (failOnHeld) core.setFailed(what);
  else core.warning(what, { title });
}

function row({ container, channel, outcome, reason, before, after }: ReleaseResult): readonly string[] {
  return [container, channel, outcome, before === after ? after : `${before ?? "none"} → ${after}`, reason];
}

function headingOf(commit: LandedCommit | undefined): string {
  return commit === undefined ? "The database stays as it is" : "Released";
}

function patch({ before, after }: Update, path: string): string {
  return before === after ? "nothing" : createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after);
}

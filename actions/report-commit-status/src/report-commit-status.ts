import { OUTCOMES } from "../../../lib/runner/job-status.ts";
import { currentRun, pageOf } from "../../../lib/runner/run.ts";
import type { CommitState } from "../../../lib/github/statuses/commit-status.ts";
import { readInputs, readJobStatus } from "./inputs.ts";
import { loadPendingReport, savePendingReport } from "./pending-report.ts";
import { reportResults, setOutputs, Unreported } from "./report.ts";
import { sendStatus, type TargetResult } from "./send.ts";
import { findTargets } from "./targets.ts";

/**
 * The action, in its place: sets the state, or `pending` where the rest is to follow. Two requests for a repository,
 * or one when the commit says so already; three more for an App.
 */
export async function startReport(): Promise<void> {
  const run = currentRun();
  setOutputs(undefined, []);
  const { state: asked, context, description, targetUrl, targets, credentials } = readInputs();
  const isAuto = asked === "auto";
  const state = isAuto ? "pending" : asked;
  const status = {
    state,
    context,
    description: description ?? (isAuto ? "In progress" : ""),
    targetUrl: targetUrl ?? pageOf(run),
  };
  const commits = findTargets(targets, run);
  // Before the first request: a step that is cancelled while it waits leaves nothing pending.
  if (isAuto) savePendingReport({ context, targets: commits });
  const results = await sendStatus(commits, status, credentials, { skipRepeated: true });
  const followed = results.filter(({ again }) => again);
  if (isAuto) savePendingReport({ context, targets: followed.map(({ target }) => target) });
  setOutputs(state, results);
  await finish(status, results);
}

/**
 * The action, when the job ends: sets its outcome where `pending` was set, or may have been. One request for a
 * repository, which sees no older status than its own; three more for an App, whose installation is known.
 */
export async function finishReport(): Promise<void> {
  const pending = loadPendingReport();
  if (pending === undefined || pending.targets.length === 0) return;
  const { description, targetUrl, credentials } = readInputs();
  const { state, words } = OUTCOMES[readJobStatus()];
  const status = {
    state,
    context: pending.context,
    description: description ?? words,
    targetUrl: targetUrl ?? pageOf(currentRun()),
  };
  await finish(status, await sendStatus(pending.targets, status, credentials, { skipRepeated: false }));
}

async function finish(
  status: { readonly state: CommitState; readonly context: string },
  results: readonly TargetResult[],
): Promise<void> {
  await reportResults(status, results);
  const failed = results.filter(({ outcome }) => outcome === "failed");
  if (failed.length > 0) throw new Unreported(failed);
}

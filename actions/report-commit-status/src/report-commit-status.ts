import type { CommitState } from "../../../lib/github/statuses/commit-status.ts";
import { restrictedFork } from "../../../lib/runner/fork.ts";
import { readJobOutcome } from "../../../lib/runner/job-status.ts";
import { currentRun, pageOf } from "../../../lib/runner/run.ts";
import { readDecorations, readInputs } from "./inputs.ts";
import { pendingReport } from "./pending-report.ts";
import { reportResults, setOutputs, Unreported } from "./report.ts";
import { sendStatus, skipTargets, type TargetResult } from "./send.ts";
import { toState } from "./to-state.ts";

/**
 * The main step: sets the state, or `pending` with `auto`. Two requests per repository, or one if the commit already has
 * the status; three more for an App.
 */
export async function startReport(): Promise<void> {
  const run = currentRun();
  setOutputs(undefined, []);
  const { state: asked, context, description, targetUrl, targets, credentials } = readInputs(run);
  const { state, words } = toState(asked);
  const status = { state, context, description: description ?? words, targetUrl: targetUrl ?? pageOf(run) };
  const fork = restrictedFork(run);
  if (credentials === undefined) {
    await finish(status, skipTargets(targets, fork));
    return;
  }
  const pending = asked === "auto" ? { context, description, targetUrl, credentials } : undefined;
  // Saved before the first request, so that a step cancelled while it waits leaves nothing pending.
  if (pending !== undefined) pendingReport.save({ ...pending, targets });
  const results = await sendStatus(targets, status, { credentials, fork, skipRepeated: true });
  if (pending !== undefined) pendingReport.save({ ...pending, ...toBeFinished(results) });
  await finish(status, results);
}

/**
 * The post step: sets the job's outcome wherever `pending` was set, or may have been. One request per repository; two more
 * for an App, whose installation is known.
 */
export async function finishReport(): Promise<void> {
  const pending = pendingReport.load();
  if (pending === undefined || pending.targets.length === 0) return;
  const { context, targets, credentials, took } = pending;
  const { state, words } = readJobOutcome();
  const run = currentRun();
  const { description = words, targetUrl = pageOf(run) } = readDecorations(pending);
  const status = { state, context, description, targetUrl };
  const sending = { credentials, took, fork: restrictedFork(run), skipRepeated: false };
  const results = await sendStatus(targets, status, sending);
  await reportAll(status, results);
}

function toBeFinished(results: readonly TargetResult[]) {
  const took = results.some(({ outcome }) => outcome === "reported" || outcome === "unchanged");
  return {
    targets: results.filter(({ again }) => again).map(({ target }) => target),
    took: took ? Date.now() : undefined,
  };
}

async function finish(status: ReportedStatus, results: readonly TargetResult[]): Promise<void> {
  setOutputs(status.state, results);
  await reportAll(status, results);
}

interface ReportedStatus {
  readonly state: CommitState;
  readonly context: string;
}

async function reportAll(status: ReportedStatus, results: readonly TargetResult[]): Promise<void> {
  await reportResults(status, results);
  const failed = results.filter(({ outcome }) => outcome === "failed");
  if (failed.length > 0) throw new Unreported(failed);
}

import * as core from "@actions/core";
import type { CredentialInputs } from "../../../lib/runner/credentials.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { orWarn } from "../../../lib/runner/or-warn.ts";
import { patience } from "../../../lib/runner/patience.ts";
import { currentRun, pageOf, type Run } from "../../../lib/runner/run.ts";
import { verifyProvenance } from "../../../lib/release-write/provenance.ts";
import { withAccess, type Access } from "../../../lib/github/access.ts";
import type { Permissions } from "../../../lib/github/app/installation.ts";
import { setCommitStatus } from "../../../lib/github/statuses/commit-status.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { deploy } from "./deploy.ts";
import { sourcedDispatch, type SourcedDispatch } from "./dispatch.ts";
import { readContext, readOutcome, readReporter, readVerification, type Outcome } from "./inputs.ts";
import { contextsOf, finalReports, releasedChannels, type ReleasedChannel, type Report } from "./reports.ts";
import { loadTarget, saveTarget, type Target } from "./target.ts";
import { reportUnproved, summarize } from "./tell.ts";

/** The release waits for this step: a GitHub that does not answer may not hold it up for longer. */
const PENDING_PATIENCE_MS = 15_000;

/**
 * The action, in its place: says pending where a token proves the source. Requests: one to the OIDC issuer, one for
 * each status, three more for an App.
 */
export async function startReports(): Promise<void> {
  core.setOutput("pending", "[]");
  await orWarn("The source repository is not told that its release is pending", async () => {
    const credentials = readReporter();
    if (credentials === undefined) {
      stepLog.info("Nothing is reported to source repositories: neither an App nor a token is given.");
      return;
    }
    const run = currentRun();
    const dispatch = sourcedDispatch(run);
    if (dispatch === undefined) stepLog.info("Nothing is reported: no build made this release.");
    else if (await isProved(dispatch, run)) await sayPending(dispatch, run, credentials);
    else
      stepLog.info("Nothing proves the source. It is told the outcome if the policy names its repository.");
  });
}

async function isProved(dispatch: SourcedDispatch, { repository, serverUrl }: Run): Promise<boolean> {
  const asked = { repository: repositoryNamed(repository), via: "event" } as const;
  const verification = { ...readVerification(serverUrl), ...shortPatience() };
  return (await verifyProvenance(dispatch, asked, verification)) !== undefined;
}

async function sayPending(
  { source, releases }: SourcedDispatch,
  run: Run,
  credentials: CredentialInputs,
): Promise<void> {
  const contexts = contextsOf(readContext(), releases);
  const target = { source: { repository: source.repository, sha: source.sha } };
  // Before the first request: what may have been said is to be finished.
  saveTarget(target);
  const repository = repositoryNamed(source.repository);
  const access = { ...shortPatience(), permissions: { statuses: "write" } } as const;
  await withAccess(credentials, repository, access, async ({ client, token, installationId }) => {
    saveTarget({ ...target, installationId });
    for (const context of contexts) {
      const status = {
        state: "pending",
        context,
        description: "The release is on its way",
        targetUrl: pageOf(run),
      } as const;
      const options = { ...shortPatience(), token, skipRepeated: false };
      await setCommitStatus(client, { repository, sha: source.sha }, status, options);
    }
  });
  core.setOutput("pending", JSON.stringify(contexts));
  stepLog.info(`${source.repository} ${source.sha.slice(0, 7)}: pending in ${contexts.join(", ")}`);
}

/**
 * The action, when the job ends: says how it went, and makes the deployments. Requests: one for each status, two for
 * each channel that was released to, three more for an App, or two where its installation is known.
 */
export async function finishReports(): Promise<void> {
  await orWarn("The source repository is not told what became of its release", async () => {
    const credentials = readReporter();
    const run = currentRun();
    const dispatch = sourcedDispatch(run);
    if (credentials === undefined || dispatch === undefined) return;
    const target = loadTarget();
    const outcome = readOutcome();
    const source = outcome.source ?? target?.source;
    if (source === undefined) {
      await reportUnproved(dispatch.source.repository);
      return;
    }
    const reports = finalReports(outcome, dispatch.releases);
    await tellAll({ source, reports, dispatch, outcome, run }, knownAt(target, credentials));
  });
}

interface Telling {
  readonly source: Target["source"];
  readonly reports: readonly Report[];
  readonly dispatch: SourcedDispatch;
  readonly outcome: Outcome;
  readonly run: Run;
}

async function tellAll(telling: Telling, credentials: CredentialInputs): Promise<void> {
  const { source, reports, outcome, run } = telling;
  const channels = outcome.deployments ? releasedChannels(outcome, run.attempt > 1) : [];
  const deploys = channels.length > 0;
  const permissions: Permissions = { statuses: "write", ...(deploys && { deployments: "write" as const }) };
  const access = { ...patience(), permissions };
  await withAccess(credentials, repositoryNamed(source.repository), access, async (granted) => {
    for (const report of reports) {
      // One that cannot be told does not stop the others.
      await orWarn(`${report.context} is not told`, () => tell(report, telling, granted));
    }
    for (const released of channels) {
      await orWarn(`No deployment to ${released.channel}`, () => deployTo(released, telling, granted));
    }
  });
  await summarize(source, reports);
}

async function tell(
  report: Report,
  { source, outcome, run }: Telling,
  { client, token }: Access,
): Promise<void> {
  const { context, state, description } = report;
  const targetUrl = (state === "success" ? outcome.commitUrl : undefined) ?? pageOf(run);
  const commit = { repository: repositoryNamed(source.repository), sha: source.sha };
  const status = { state, context, description, targetUrl };
  await setCommitStatus(client, commit, status, { ...patience(), token, skipRepeated: false });
  stepLog.info(`${source.repository} ${source.sha.slice(0, 7)}: ${state} in ${context}`);
}

async function deployTo(
  { channel, description }: ReleasedChannel,
  { source, dispatch, outcome, run }: Telling,
  { client, token }: Access,
): Promise<void> {
  const repository = repositoryNamed(source.repository);
  const { commitUrl } = outcome;
  const isRepeated = run.attempt > 1;
  const options = { token, channel, description, commitUrl, isRepeated, dispatchId: dispatch.id };
  await deploy(client, { ...options, repository, sha: source.sha }, patience());
  stepLog.info(`${source.repository} ${source.sha.slice(0, 7)}: a deployment to ${channel} is in progress`);
}

/** Spares the search for an installation that was found already. */
function knownAt(target: Target | undefined, credentials: CredentialInputs): CredentialInputs {
  const installationId = target?.installationId;
  return "token" in credentials || installationId === undefined
    ? credentials
    : { ...credentials, installationId };
}

function shortPatience() {
  return { deadline: Math.round(performance.timeOrigin) + PENDING_PATIENCE_MS, log: stepLog };
}

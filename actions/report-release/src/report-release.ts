import * as core from "@actions/core";
import { withAccess } from "../../../lib/github/access.ts";
import type { Permissions } from "../../../lib/github/app/installation.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import type { Session } from "../../../lib/github/session.ts";
import { setCommitStatus } from "../../../lib/github/statuses/commit-status.ts";
import { deployToChannel } from "../../../lib/release-write/channel-deployment.ts";
import { verifyProvenance } from "../../../lib/release-write/provenance.ts";
import { PROVING_EVENTS } from "../../../lib/releases/rules/build-rules.ts";
import { provedByToken, type ProvedSource } from "../../../lib/releases/rules/proved-source.ts";
import {
  contextsOf,
  releasedChannels,
  type ReleasedChannel,
} from "../../../lib/releases/rules/release-reports.ts";
import { knownAt } from "../../../lib/runner/credentials.ts";
import { explainExpiry } from "../../../lib/runner/expired-token.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { orWarn } from "../../../lib/runner/or-warn.ts";
import { currentRun, pageOf, type Run } from "../../../lib/runner/run.ts";
import { PROCESS_START, stepSession } from "../../../lib/runner/session.ts";
import { sourcedDispatch, type SourcedDispatch } from "./dispatch.ts";
import { readReporter, readUpdateOutcome, type UpdateOutcome } from "./inputs.ts";
import { finalReports, type Report } from "./reports.ts";
import { reportUnproved, summarize } from "./summary.ts";
import { decided, provedTarget, type Decided } from "./target.ts";

/** The release waits for this step, so GitHub must not hold it up longer than this. */
const PENDING_LIMIT_MS = 15_000;

/**
 * The main step: sets the statuses to pending if a token proves the source. Requests: one to the OIDC issuer, one per status,
 * three more for an App.
 */
export async function startReports(): Promise<void> {
  core.setOutput("pending", "[]");
  await orWarn("Could not report to the source repository that its release is pending", async () => {
    const run = currentRun();
    const reporter = readReporter(run.serverUrl);
    if (reporter === undefined) {
      stepLog.info("Nothing is reported to source repositories: neither an App nor a token is set.");
      return;
    }
    decided.save(reporter);
    const dispatch = sourcedDispatch(run);
    if (dispatch === undefined) {
      stepLog.info("Nothing is reported: no build made this release.");
      return;
    }
    const source = await prove(shortSession(), dispatch, { run, reporter, isTaken: false });
    if (source === undefined) stepLog.info("Nothing is reported: no token proves the source.");
    else await sayPending(source, contextsOf(reporter.context, dispatch.releases), { run, reporter });
  });
}

interface Proving {
  readonly run: Run;
  readonly reporter: Decided;
  readonly isTaken: boolean;
}

/**
 * Verifies where a dispatch comes from.
 * @param isTaken whether the update accepted it: the policy, which is read there, may allow more events
 * @returns undefined if the source is only claimed
 */
async function prove(
  session: Session,
  dispatch: SourcedDispatch,
  { run, reporter, isTaken }: Proving,
): Promise<ProvedSource | undefined> {
  const asked = { repository: repositoryNamed(run.repository), via: "event" } as const;
  const verification = { provenance: "optional", ...reporter.verification, ...asked } as const;
  const verified = await verifyProvenance(session, dispatch, verification);
  if (verified === undefined || !(isTaken || PROVING_EVENTS.includes(verified.event))) return undefined;
  return provedByToken(verified);
}

async function sayPending(
  source: ProvedSource,
  contexts: readonly string[],
  { run, reporter }: { readonly run: Run; readonly reporter: Decided },
): Promise<void> {
  // Saved before the first request, so that the post step finishes what may have been set.
  decided.save({ ...reporter, target: { source: source.saved() } });
  const access = {
    ...shortSession(),
    credentials: reporter.credentials,
    repository: repositoryNamed(source.repository),
    repositoryId: source.repositoryId,
    permissions: { statuses: "write" },
  } as const;
  await withAccess(access, async (repository, installationId) => {
    decided.save({ ...reporter, target: { source: source.saved(), installationId } });
    for (const context of contexts) {
      await setCommitStatus(repository, {
        sha: source.sha,
        state: "pending",
        context,
        description: "The release is on its way",
        targetUrl: pageOf(run),
      });
    }
    decided.save({ ...reporter, target: { source: source.saved(), installationId, took: Date.now() } });
  });
  core.setOutput("pending", JSON.stringify(contexts));
  stepLog.info(`${source.repository} ${source.sha.slice(0, 7)}: pending in ${contexts.join(", ")}`);
}

/**
 * The post step: reports the outcome and creates the deployments. Requests: one per status, two per channel that was released
 * to, three more for an App (two if its installation is known), and one to the OIDC issuer if the main step did not prove
 * the source.
 */
export async function finishReports(): Promise<void> {
  await orWarn("Could not report the outcome to the source repository", async () => {
    const reporter = decided.load();
    const run = currentRun();
    const dispatch = sourcedDispatch(run);
    if (reporter === undefined || dispatch === undefined) return;
    const outcome = readUpdateOutcome();
    // The issuer may have been unreachable for the main step but not for the update.
    const isTaken = outcome.results.some(({ outcome: word }) => word !== "rejected");
    const source =
      provedTarget(reporter) ?? (await prove(stepSession(), dispatch, { run, reporter, isTaken }));
    if (source === undefined) {
      await reportUnproved(dispatch.source.repository);
      return;
    }
    const reports = finalReports(outcome, reporter.context, dispatch.releases);
    await reportAll({ source, reports, dispatch, outcome, run, reporter });
  });
}

interface FinalReport {
  readonly source: ProvedSource;
  readonly reports: readonly Report[];
  readonly dispatch: SourcedDispatch;
  readonly outcome: UpdateOutcome;
  readonly run: Run;
  readonly reporter: Decided;
}

async function reportAll(final: FinalReport): Promise<void> {
  const { source, reports, outcome, run, reporter } = final;
  const credentials = knownAt(reporter.target?.installationId, reporter.credentials);
  const channels = reporter.deployments ? releasedChannels(outcome, run.attempt > 1) : [];
  const deploys = channels.length > 0;
  const permissions: Permissions = { statuses: "write", ...(deploys && { deployments: "write" as const }) };
  const { repositoryId } = source;
  const repository = repositoryNamed(source.repository);
  await withAccess(
    { ...stepSession(), credentials, repository, repositoryId, permissions },
    async (reached) => {
      for (const report of reports) {
        // One failure does not stop the others.
        await orWarn(`${report.context} was not reported`, () =>
          withExpiryExplained(reporter, () => reportStatus(reached, report, final)),
        );
      }
      for (const released of channels) {
        const title = `No deployment to ${released.channel}`;
        await orWarn(title, () => withExpiryExplained(reporter, () => deployTo(reached, released, final)));
      }
    },
  );
  await summarize(source, reports);
}

/** Explains the failure of a token that has expired meanwhile. */
async function withExpiryExplained(
  { credentials, target }: Decided,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw explainExpiry(error, { credentials, took: target?.took });
  }
}

async function reportStatus(
  repository: GitHubRepository,
  report: Report,
  { source, outcome, run }: FinalReport,
): Promise<void> {
  const { context, state, description } = report;
  const targetUrl = (state === "success" ? outcome.commitUrl : undefined) ?? pageOf(run);
  await setCommitStatus(repository, { sha: source.sha, state, context, description, targetUrl });
  stepLog.info(`${source.repository} ${source.sha.slice(0, 7)}: ${state} in ${context}`);
}

async function deployTo(
  repository: GitHubRepository,
  { channel, description }: ReleasedChannel,
  { source, dispatch, outcome, run }: FinalReport,
): Promise<void> {
  const { commitUrl } = outcome;
  const isRepeated = run.attempt > 1;
  const options = { channel, description, commitUrl, isRepeated, dispatchId: dispatch.id };
  await deployToChannel(repository, { ...options, source });
  stepLog.info(`${source.repository} ${source.sha.slice(0, 7)}: a deployment to ${channel} is in progress`);
}

function shortSession(): Session {
  return stepSession(PROCESS_START + PENDING_LIMIT_MS);
}

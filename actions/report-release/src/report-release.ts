import * as core from "@actions/core";
import { withAccess } from "../../../lib/github/access.ts";
import type { Permissions } from "../../../lib/github/app/installation.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import type { Session } from "../../../lib/github/session.ts";
import { setCommitStatus } from "../../../lib/github/statuses/commit-status.ts";
import { verifyProvenance } from "../../../lib/release-write/provenance.ts";
import { PROVING_EVENTS } from "../../../lib/releases/rules/build-rules.ts";
import { provedByToken, type ProvedSource } from "../../../lib/releases/rules/proved-source.ts";
import { knownAt } from "../../../lib/runner/credentials.ts";
import { explainExpiry } from "../../../lib/runner/expired-token.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { orWarn } from "../../../lib/runner/or-warn.ts";
import { currentRun, pageOf, type Run } from "../../../lib/runner/run.ts";
import { PROCESS_START, stepSession } from "../../../lib/runner/session.ts";
import { deploy } from "./deploy.ts";
import { sourcedDispatch, type SourcedDispatch } from "./dispatch.ts";
import { readReporter, readUpdateOutcome, type UpdateOutcome } from "./inputs.ts";
import { contextsOf, finalReports, releasedChannels, type ReleasedChannel, type Report } from "./reports.ts";
import { decided, provedTarget, type Decided } from "./target.ts";
import { reportUnproved, summarize } from "./tell.ts";

/** The release waits for this step: a GitHub that does not answer may not hold it up for longer. */
const PENDING_LIMIT_MS = 15_000;

/**
 * The action, in its place: says pending where a token proves the source. Requests: one to the OIDC issuer, one for
 * each status, three more for an App.
 */
export async function startReports(): Promise<void> {
  core.setOutput("pending", "[]");
  await orWarn("The source repository is not told that its release is pending", async () => {
    const run = currentRun();
    const reporter = readReporter(run.serverUrl);
    if (reporter === undefined) {
      stepLog.info("Nothing is reported to source repositories: neither an App nor a token is given.");
      return;
    }
    decided.save(reporter);
    const dispatch = sourcedDispatch(run);
    if (dispatch === undefined) {
      stepLog.info("Nothing is reported: no build made this release.");
      return;
    }
    const source = await prove(shortSession(), dispatch, { run, reporter, isTaken: false });
    if (source === undefined) stepLog.info("Nothing proves the source, so that it is told nothing.");
    else await sayPending(source, contextsOf(reporter.context, dispatch.releases), { run, reporter });
  });
}

interface Proving {
  readonly run: Run;
  readonly reporter: Decided;
  readonly isTaken: boolean;
}

/**
 * Proves where a dispatch comes from.
 * @param isTaken whether the update has taken it: the policy, which is read there, may allow more events
 * @returns undefined for a source that is only claimed
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
  // Before the first request: what may have been said is to be finished.
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
 * The action, when the job ends: says how it went, and makes the deployments. Requests: one for each status, two for
 * each channel that was released to, three more for an App, or two where its installation is known; and one to the
 * OIDC issuer where the source was not proved in the action's place.
 */
export async function finishReports(): Promise<void> {
  await orWarn("The source repository is not told what became of its release", async () => {
    const reporter = decided.load();
    const run = currentRun();
    const dispatch = sourcedDispatch(run);
    if (reporter === undefined || dispatch === undefined) return;
    const outcome = readUpdateOutcome();
    // The first step may have found no issuer, and the update after it one.
    const isTaken = outcome.results.some(({ outcome: word }) => word !== "rejected");
    const source =
      provedTarget(reporter) ?? (await prove(stepSession(), dispatch, { run, reporter, isTaken }));
    if (source === undefined) {
      await reportUnproved(dispatch.source.repository);
      return;
    }
    const reports = finalReports(outcome, reporter.context, dispatch.releases);
    await tellAll({ source, reports, dispatch, outcome, run, reporter });
  });
}

interface Telling {
  readonly source: ProvedSource;
  readonly reports: readonly Report[];
  readonly dispatch: SourcedDispatch;
  readonly outcome: UpdateOutcome;
  readonly run: Run;
  readonly reporter: Decided;
}

async function tellAll(telling: Telling): Promise<void> {
  const { source, reports, outcome, run, reporter } = telling;
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
        // One that cannot be told does not stop the others.
        await orWarn(`${report.context} is not told`, () =>
          alive(reporter, () => tell(reached, report, telling)),
        );
      }
      for (const released of channels) {
        const title = `No deployment to ${released.channel}`;
        await orWarn(title, () => alive(reporter, () => deployTo(reached, released, telling)));
      }
    },
  );
  await summarize(source, reports);
}

/** Says of a token that died meanwhile that it did. */
async function alive({ credentials, target }: Decided, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw explainExpiry(error, { credentials, took: target?.took });
  }
}

async function tell(
  repository: GitHubRepository,
  report: Report,
  { source, outcome, run }: Telling,
): Promise<void> {
  const { context, state, description } = report;
  const targetUrl = (state === "success" ? outcome.commitUrl : undefined) ?? pageOf(run);
  await setCommitStatus(repository, { sha: source.sha, state, context, description, targetUrl });
  stepLog.info(`${source.repository} ${source.sha.slice(0, 7)}: ${state} in ${context}`);
}

async function deployTo(
  repository: GitHubRepository,
  { channel, description }: ReleasedChannel,
  { source, dispatch, outcome, run }: Telling,
): Promise<void> {
  const { commitUrl } = outcome;
  const isRepeated = run.attempt > 1;
  const options = { channel, description, commitUrl, isRepeated, dispatchId: dispatch.id };
  await deploy(repository, { ...options, source });
  stepLog.info(`${source.repository} ${source.sha.slice(0, 7)}: a deployment to ${channel} is in progress`);
}

function shortSession(): Session {
  return stepSession(PROCESS_START + PENDING_LIMIT_MS);
}

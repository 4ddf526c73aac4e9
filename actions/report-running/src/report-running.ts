import { repositoryWithToken } from "../../../lib/github/access.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { endedReports } from "../../../lib/releases/rollouts/running-ended.ts";
import { movedReports } from "../../../lib/releases/rollouts/running-moves.ts";
import {
  runningReports,
  type RolloutChange,
  type RunningReport,
} from "../../../lib/releases/rollouts/running.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { orWarn } from "../../../lib/runner/or-warn.ts";
import { currentRun, pageOf } from "../../../lib/runner/run.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import { readInputs } from "./inputs.ts";
import { notifySources } from "./notify.ts";
import { reportResults, setOutputs } from "./report.ts";
import { findRevisions, readRolloutChange } from "./rollout-change.ts";
import { updatesOf } from "./updates.ts";

/** With hundreds of repositories, GitHub's rate limits may cause long waits. */
const TIME_LIMIT_MS = 600_000;

/**
 * The action. Requests to the release repository: two, and four more if something new runs. To each source repository
 * concerned: five as an App, two with a token; one more per promoted or rolled-back build, and two in total for those.
 */
export async function reportRunning(): Promise<void> {
  setOutputs("", []);
  const run = currentRun();
  const { credentials, githubToken, rollout, branch, files } = readInputs(run);
  if (credentials === undefined) {
    stepLog.info("Nothing is reported to source repositories: neither an App nor a token is set.");
    return;
  }
  if (rollout === undefined) {
    stepLog.info("Nothing is reported: the rollout has not ended.");
    return;
  }
  await orWarn("Could not report to the source repositories what the cluster runs", async () => {
    const session = stepSession(Date.now() + TIME_LIMIT_MS);
    const repository = repositoryWithToken(session, githubToken, repositoryNamed(run.repository));
    const releases = { repository, branch, files };
    const revisions = await findRevisions(releases, rollout);
    if (revisions.now === revisions.before) {
      await reportResults(revisions.now, []);
      return;
    }
    const change = await readRolloutChange(releases, revisions);
    const updates = updatesOf(reportsOf(change), { now: change.now, rollout, runUrl: pageOf(run) });
    await reportResults(revisions.now, await notifySources(session, credentials, updates));
  });
}

function reportsOf(change: RolloutChange): readonly RunningReport[] {
  return [...movedReports(change), ...runningReports(change), ...endedReports(change)];
}

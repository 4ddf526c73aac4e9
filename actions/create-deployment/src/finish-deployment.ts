import { withAccess } from "../../../lib/github/access.ts";
import { findLostDeployment } from "../../../lib/github/deployments/find-deployment.ts";
import { setDeploymentState, type DeploymentStatus } from "../../../lib/github/deployments/set-state.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { explainExpiry } from "../../../lib/runner/expired-token.ts";
import { readJobOutcome } from "../../../lib/runner/job-status.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import { readDecorations } from "./inputs.ts";
import { reportState } from "./report.ts";
import { unfinished, type Unfinished } from "./unfinished.ts";

/** The post step: reports how the job ended. One request, three more for an App, one more after a lost response. */
export async function finishDeployment(): Promise<void> {
  const deployment = unfinished.load();
  if (deployment === undefined) return;
  const { state, words } = readJobOutcome();
  const { description, ...addresses } = readDecorations(deployment);
  const status = { ...addresses, description: description || words, state };
  try {
    await finish(deployment, status);
  } catch (error) {
    throw explainExpiry(error, { credentials: deployment.credentials, took: deployment.took });
  }
}

type Status = Pick<DeploymentStatus, "state" | "description" | "logUrl" | "environmentUrl">;

async function finish(deployment: Unfinished, status: Status): Promise<void> {
  const { credentials, repository, autoInactive } = deployment;
  const permissions = { deployments: "write" } as const;
  await withAccess({ ...stepSession(), credentials, repository, permissions }, async (reached) => {
    const id = await idOf(reached, deployment);
    if (id === undefined) {
      stepLog.info("The main step created no deployment, so there is none to finish.");
      return;
    }
    await setDeploymentState(reached, { ...status, autoInactive, id });
    await reportState({ ...status, repository, id, isFinal: true });
  });
}

/** Looks for a deployment that the main step requested without receiving the response. */
async function idOf(reached: GitHubRepository, { id, creation }: Unfinished): Promise<number | undefined> {
  if (id !== undefined || creation === undefined) return id;
  return (await findLostDeployment(reached, creation))?.id;
}

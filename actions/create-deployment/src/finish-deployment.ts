import { stepLog } from "../../../lib/runner/log.ts";
import { readJobOutcome } from "../../../lib/runner/job-status.ts";
import { explainExpiry } from "../../../lib/runner/expired-token.ts";
import { withAccess, type Access } from "../../../lib/github/access.ts";
import { lookFor } from "../../../lib/github/deployments/create-deployment.ts";
import { setDeploymentState, type DeploymentStatus } from "../../../lib/github/deployments/set-state.ts";
import { persist } from "../../../lib/github/persist.ts";
import { readDecorations } from "./inputs.ts";
import { patience } from "../../../lib/runner/patience.ts";
import { reportState } from "./report.ts";
import { unfinished, type Unfinished } from "./unfinished.ts";

/** The action's post step: says how the job ended. One request, three more for an App, one more after a lost answer. */
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
  const access = { ...patience(), permissions: { deployments: "write" } } as const;
  await withAccess(credentials, repository, access, async ({ client, token }) => {
    const id = await idOf(deployment, { client, token });
    if (id === undefined) {
      stepLog.info("The main step did not come to create a deployment: there is none to finish.");
      return;
    }
    await setDeploymentState(client, { ...status, repository, autoInactive, token, id }, patience());
    await reportState({ ...status, repository, id, isFinal: true });
  });
}

/** Looks for a deployment whose creation was asked for by a step that never heard the answer. */
async function idOf(
  { repository, id, creation }: Unfinished,
  { client, token }: Pick<Access, "client" | "token">,
): Promise<number | undefined> {
  if (id !== undefined || creation === undefined) return id;
  const found = await persist(() => lookFor(client, { ...creation, repository, token }), patience());
  return found?.id;
}

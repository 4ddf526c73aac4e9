import { stepLog } from "../../../lib/runner/log.ts";
import { OUTCOMES } from "../../../lib/runner/job-status.ts";
import { currentRun } from "../../../lib/runner/run.ts";
import { withAccess, type Access } from "../../../lib/github/access.ts";
import { lookFor } from "../../../lib/github/deployments/create-deployment.ts";
import { setDeploymentState } from "../../../lib/github/deployments/set-state.ts";
import { persist } from "../../../lib/github/persist.ts";
import { readJobStatus, readStatusInputs } from "./inputs.ts";
import { patience } from "../../../lib/runner/patience.ts";
import { reportState } from "./report.ts";
import { readUnfinished, type Unfinished } from "./unfinished.ts";

/** The action's post step: says how the job ended. One request, three more for an App, one more after a lost answer. */
export async function finishDeployment(): Promise<void> {
  const unfinished = readUnfinished();
  if (unfinished === undefined) return;
  const inputs = readStatusInputs(currentRun());
  const { repository } = unfinished;
  const { state, words } = OUTCOMES[readJobStatus()];
  const status = { ...inputs, repository, state, description: inputs.description || words };
  const access = { ...patience(), permissions: { deployments: "write" } } as const;
  await withAccess(inputs.credentials, repository, access, async ({ client, token }) => {
    const id = await idOf(unfinished, { client, token });
    if (id === undefined) {
      stepLog.info("The main step did not come to create a deployment: there is none to finish.");
      return;
    }
    await setDeploymentState(client, { ...status, token, id }, patience());
    await reportState({ ...status, id, isFinal: true });
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

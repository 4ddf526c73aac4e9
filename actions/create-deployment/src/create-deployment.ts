import { randomUUID } from "node:crypto";
import { currentRun } from "../../../lib/runner/run.ts";
import { restrictedFork } from "../../../lib/runner/fork.ts";
import type { CredentialInputs } from "../../../lib/runner/credentials.ts";
import { withAccess, type Access } from "../../../lib/github/access.ts";
import { createDeployment as create } from "../../../lib/github/deployments/create-deployment.ts";
import type { DeploymentState } from "../../../lib/github/deployments/deployment.ts";
import { inactivateDeployments } from "../../../lib/github/deployments/inactivate.ts";
import { setDeploymentState } from "../../../lib/github/deployments/set-state.ts";
import { isForbidden } from "../../../lib/github/errors.ts";
import { readInputs, type Inputs, type RequestedDeployment } from "./inputs.ts";
import { patience } from "../../../lib/runner/patience.ts";
import {
  clearOutputs,
  reportCreated,
  reportInactivated,
  reportMerged,
  reportSkipped,
  reportState,
  setDeploymentOutput,
} from "./report.ts";
import { unfinished, type Unfinished } from "./unfinished.ts";

/** The inputs of a step that has something to act with. */
type GrantedInputs = Inputs & { readonly credentials: CredentialInputs };

/**
 * The action's main step. Requests, and three more for an App: two to create (the deployment, its state), one to go
 * on with a deployment, two to make up to a hundred inactive. The post step adds one for `auto`.
 */
export async function createDeployment(): Promise<void> {
  clearOutputs();
  const run = currentRun();
  const { credentials, ...inputs } = readInputs(run);
  const fork = restrictedFork(run);
  try {
    if (credentials !== undefined) await act({ ...inputs, credentials });
    else await reportSkipped(inputs.repository, fork ?? "");
  } catch (error) {
    if (fork === undefined || !isForbidden(error)) throw error;
    unfinished.clear();
    await reportSkipped(inputs.repository, fork);
  }
}

async function act(inputs: GrantedInputs): Promise<void> {
  const access = { ...patience(), permissions: { deployments: "write" } } as const;
  await withAccess(inputs.credentials, inputs.repository, access, async (granted) => {
    const { task } = inputs;
    if (task.kind === "inactivate") await inactivate(task.environment, inputs, granted);
    else if (task.kind === "continue") await goOn(task.id, inputs, granted);
    else await createAndSetState(task.deployment, inputs, granted);
  });
}

async function createAndSetState(
  requested: RequestedDeployment,
  inputs: GrantedInputs,
  { client, token }: Access,
): Promise<void> {
  const { repository, description, state } = inputs;
  const { environment, task } = requested;
  const creation = { creationId: randomUUID(), environment, task };
  leave(inputs, { creation });
  const request = { ...requested, ...creation, repository, token, description };
  const created = await create(client, request, patience());
  if ("merged" in created) {
    unfinished.clear();
    await reportMerged(created.merged, requested);
    return;
  }
  leave(inputs, { id: created.id, creation, took: Date.now() });
  setDeploymentOutput("created", created.id);
  reportCreated(created, requested);
  await setState(created.id, inputs, { client, token });
  // What was said is all that was asked for; before this, the post step would have had to say something.
  if (state !== "auto") unfinished.clear();
}

async function goOn(id: number, inputs: GrantedInputs, access: Access): Promise<void> {
  const { state } = inputs;
  if (state === "auto") leave(inputs, { id });
  setDeploymentOutput("continued", id);
  await setState(id, inputs, access);
  if (state === "auto") leave(inputs, { id, took: Date.now() });
}

/** Leaves a deployment to the post step, whatever happens from here on. */
function leave(inputs: GrantedInputs, known: Pick<Unfinished, "id" | "creation" | "took">): void {
  const { credentials, repository, autoInactive, description, logUrl, environmentUrl } = inputs;
  unfinished.save({ credentials, repository, autoInactive, description, logUrl, environmentUrl, ...known });
}

async function setState(
  id: number,
  inputs: Inputs,
  { client, token }: Pick<Access, "client" | "token">,
): Promise<void> {
  const state: DeploymentState = inputs.state === "auto" ? "in_progress" : inputs.state;
  await setDeploymentState(client, { ...inputs, token, id, state }, patience());
  await reportState({ ...inputs, id, state, isFinal: inputs.state !== "auto" });
}

async function inactivate(environment: string, inputs: Inputs, { client, token }: Access): Promise<void> {
  const count = await inactivateDeployments(client, { ...inputs, environment, token }, patience());
  await reportInactivated(environment, count);
}

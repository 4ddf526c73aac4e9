import { randomUUID } from "node:crypto";
import { withAccess, type Credentials } from "../../../lib/github/access.ts";
import { createDeployment as create } from "../../../lib/github/deployments/create-deployment.ts";
import type { DeploymentState } from "../../../lib/github/deployments/deployment.ts";
import { inactivateDeployments } from "../../../lib/github/deployments/inactivate.ts";
import { setDeploymentState } from "../../../lib/github/deployments/set-state.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { isForbidden, restrictedFork } from "../../../lib/runner/fork.ts";
import { currentRun } from "../../../lib/runner/run.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import { readInputs, type Inputs, type RequestedDeployment } from "./inputs.ts";
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

/** Inputs with credentials. */
type GrantedInputs = Inputs & { readonly credentials: Credentials };

/**
 * The main step. Requests: two to create a deployment and set its state, one to continue one, two to make up to a hundred
 * inactive; three more for an App. With `auto`, the post step adds one.
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
  const { task, credentials, repository } = inputs;
  const permissions = { deployments: "write" } as const;
  await withAccess({ ...stepSession(), credentials, repository, permissions }, async (reached) => {
    if (task.kind === "inactivate") await inactivate(reached, task.environment, inputs);
    else if (task.kind === "continue") await goOn(reached, task.id, inputs);
    else await createAndSetState(reached, task.deployment, inputs);
  });
}

async function createAndSetState(
  reached: GitHubRepository,
  requested: RequestedDeployment,
  inputs: GrantedInputs,
): Promise<void> {
  const { description, state } = inputs;
  const { environment, task } = requested;
  const creation = { creationId: randomUUID(), environment, task };
  leave(inputs, { creation });
  const created = await create(reached, { ...requested, ...creation, description });
  if ("merged" in created) {
    unfinished.clear();
    await reportMerged(created.merged, requested);
    return;
  }
  leave(inputs, { id: created.id, creation, took: Date.now() });
  setDeploymentOutput("created", created.id);
  reportCreated(created, requested);
  await setState(reached, created.id, inputs);
  // The requested state is set. If setting it had failed, the post step would have had to report.
  if (state !== "auto") unfinished.clear();
}

async function goOn(reached: GitHubRepository, id: number, inputs: GrantedInputs): Promise<void> {
  const { state } = inputs;
  if (state === "auto") leave(inputs, { id });
  setDeploymentOutput("continued", id);
  await setState(reached, id, inputs);
  if (state === "auto") leave(inputs, { id, took: Date.now() });
}

/** Saves a deployment for the post step, whatever happens from here on. */
function leave(inputs: GrantedInputs, known: Pick<Unfinished, "id" | "creation" | "took">): void {
  const { credentials, repository, autoInactive, description, logUrl, environmentUrl } = inputs;
  unfinished.save({ credentials, repository, autoInactive, description, logUrl, environmentUrl, ...known });
}

async function setState(reached: GitHubRepository, id: number, inputs: Inputs): Promise<void> {
  const state: DeploymentState = inputs.state === "auto" ? "in_progress" : inputs.state;
  const { repository, autoInactive, description, logUrl, environmentUrl } = inputs;
  const status = { id, state, description, logUrl, environmentUrl };
  await setDeploymentState(reached, { ...status, autoInactive });
  await reportState({ ...status, repository, isFinal: inputs.state !== "auto" });
}

async function inactivate(reached: GitHubRepository, environment: string, inputs: Inputs): Promise<void> {
  const { description, logUrl } = inputs;
  const count = await inactivateDeployments(reached, { environment, description, logUrl });
  await reportInactivated(environment, count);
}

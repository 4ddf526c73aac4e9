import { request, type GitHubRepository } from "../github-repository.ts";
import { decide, type DeploymentUpdate, type UpdateResult } from "./deployment-update.ts";
import { PERMISSION } from "./deployment.ts";
import { listDeployments } from "./list-deployments.ts";
import { makeDeployments } from "./make-deployments.ts";
import { sendStates, type NextState } from "./send-states.ts";

/** How many deployments one mutation updates. */
const AT_ONCE = 100;

/**
 * Finds deployments by what created them and sets each one's next state, unless it has it. Two requests per repository,
 * plus one per further hundred; if deployments must be created, one for each and two more in all.
 * @returns the result of each update, in order
 * @throws GitHubFailure
 */
export async function updateDeployments(
  repository: GitHubRepository,
  updates: readonly DeploymentUpdate[],
): Promise<readonly UpdateResult[]> {
  const environments = [...new Set(updates.map(({ environment }) => environment))];
  const listed = await listDeployments(repository, environments);
  const { states, outcomes } = decide(updates, listed);
  await sendAll(repository, states);
  const missing = updates.filter(({ isToBeMade }, index) => isToBeMade && outcomes[index] === "missing");
  const made = await updateMissing(repository, missing);
  return updates.map((update, index) => made.get(update) ?? { outcome: outcomes[index] ?? "missing" });
}

async function updateMissing(
  repository: GitHubRepository,
  missing: readonly DeploymentUpdate[],
): Promise<ReadonlyMap<DeploymentUpdate, UpdateResult>> {
  const { listed, failed, twins } = await makeDeployments(repository, missing);
  const { states, outcomes } = decide(missing, listed);
  await sendAll(repository, [...twins.map(twinState), ...states]);
  return new Map(
    missing.map((update, index): [DeploymentUpdate, UpdateResult] => [
      update,
      failed.has(update)
        ? { outcome: "failed", error: failed.get(update) }
        : { outcome: outcomes[index] ?? "missing" },
    ]),
  );
}

function twinState(id: string): NextState {
  const description = "Created twice: the earlier deployment counts";
  return { id, state: "inactive", description, logUrl: undefined, autoInactive: false };
}

async function sendAll(repository: GitHubRepository, states: readonly NextState[]): Promise<void> {
  const attempt = { doing: "set the states of the deployments", permission: PERMISSION };
  for (let start = 0; start < states.length; start += AT_ONCE) {
    await request(repository, attempt, () => sendStates(repository, states.slice(start, start + AT_ONCE)));
  }
}

import { request, type GitHubRepository } from "../github-repository.ts";
import { decide, type DeploymentUpdate, type UpdateResult } from "./deployment-update.ts";
import { PERMISSION } from "./deployment.ts";
import { listDeployments } from "./list-deployments.ts";
import { makeDeployments } from "./make-deployments.ts";
import { sendStates, type NextState } from "./send-states.ts";

/** As many as one mutation takes. */
const AT_ONCE = 100;

/**
 * Finds deployments by what created them, and gives each its next state, unless it has that: two requests for a
 * repository, one more for each further hundred. Where some have to be made, one for each, and two for all of them.
 * @returns what became of each, in the order of the updates
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
  const description = "Made twice: the earlier one counts";
  return { id, state: "inactive", description, logUrl: undefined, autoInactive: false };
}

async function sendAll(repository: GitHubRepository, states: readonly NextState[]): Promise<void> {
  const attempt = { doing: "finish the deployments", permission: PERMISSION };
  for (let start = 0; start < states.length; start += AT_ONCE) {
    await request(repository, attempt, () => sendStates(repository, states.slice(start, start + AT_ONCE)));
  }
}

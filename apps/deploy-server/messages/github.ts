import { DEFAULT_TASK, deployCommit } from "../../../lib/github/deployments/deploy-commit.ts";
import type { DeploymentState } from "../../../lib/github/deployments/deployment.ts";
import { findDeployment } from "../../../lib/github/deployments/find-deployment.ts";
import { setDeploymentState } from "../../../lib/github/deployments/set-state.ts";
import { shortDescription } from "../../../lib/github/description.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { setCommitStatus } from "../../../lib/github/statuses/commit-status.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { step } from "../../../lib/store/step.ts";
import { numberAt } from "../narrow.ts";
import { peoplesRepositoryOf } from "../targets/config-home.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import type { World } from "../world.ts";
import type { GitHubTelling } from "./telling.ts";

/** Requests of a target that may have come after one that is told of late. */
const LOOKED_AT = 50;

/** Shows a deploy where its code is: as a deployment to the channel, and as a status of the commit. */
export async function tellGitHub(
  world: World,
  telling: GitHubTelling,
  { address, isRepeated }: { readonly address: object | null; readonly isRepeated: boolean },
): Promise<object> {
  const { target, sha, deployment, status, description } = telling;
  const release = await releaseStateNow(world);
  const name = peoplesRepositoryOf(release, target, world.settings.releases.repository);
  const repository = await step("report.repository", () => world.github.at(name));
  const id = numberAt(address, "deployment") ?? (await deploymentOf(repository, telling, isRepeated));
  const setState = (state: DeploymentState): Promise<void> =>
    step("report.set deployment", () =>
      setDeploymentState(repository, {
        id,
        state,
        description: shortDescription(description),
        logUrl: undefined,
        environmentUrl: undefined,
        autoInactive: state === "success",
      }),
    );
  await setState(deployment);
  // GitHub ends the deployments that came before one, and not one that is told late after its successor.
  if (deployment === "success" && (await isReplaced(world, telling))) await setState("inactive");
  const context = `deploy/${target.channel}`;
  await step("report.set status", () =>
    setCommitStatus(repository, { sha, state: status, context, description, targetUrl: undefined }),
  );
  return { deployment: id };
}

/** Whether a later request of the target has succeeded by now. */
async function isReplaced(world: World, { target, creationId }: GitHubTelling): Promise<boolean> {
  const newest = await listRequests(world.db, { target, limit: LOOKED_AT });
  const own = newest.findIndex(({ request }) => request.id === creationId);
  return newest.slice(0, own === -1 ? LOOKED_AT : own).some(({ request }) => request.state === "succeeded");
}

/** The deployment of the request: made once, and found again where an earlier attempt has made it. */
async function deploymentOf(
  repository: GitHubRepository,
  { target, sha, creationId, description }: GitHubTelling,
  isRepeated: boolean,
): Promise<number> {
  const creation = { creationId, environment: target.channel, sha };
  const earlier = isRepeated
    ? await step("report.find deployment", () =>
        findDeployment(repository, { ...creation, task: DEFAULT_TASK }),
      )
    : undefined;
  const made =
    earlier ??
    (await step("report.create deployment", () =>
      deployCommit(repository, { ...creation, description: shortDescription(description) }),
    ));
  return made.id;
}

import { isOnBranch } from "../../../lib/github/branch/is-on-branch.ts";
import { readAt } from "../../../lib/github/branch/read-at.ts";
import { listRollouts } from "../../../lib/github/deployments/list-rollouts.ts";
import { builtFrom } from "../../../lib/releases/rollouts/built-from.ts";
import { runsNow } from "../../../lib/releases/rollouts/rollout.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";

/** What Argo CD's notifications report of the release API, and where its image is pinned: as report-running has it. */
const ENVIRONMENT = "release-api";
const [KUSTOMIZATION, IMAGE] = ["deployment/kustomization.yaml", "release-channel-api"];

/**
 * Whether the cluster's own report of a commit of the release repository is out already. One request, and two more once
 * something was rolled out.
 * @throws GitHubFailure
 */
export async function isServed({ github, settings }: World, commit: string): Promise<boolean> {
  const repository = await step("served.repository", () => github.at(settings.releases.repository));
  const revision = runsNow(await step("served.rollouts", () => listRollouts(repository, ENVIRONMENT)));
  if (revision === undefined) return false;
  const [synced] = await step("served.pin", () => readAt(repository, KUSTOMIZATION, [revision]));
  if (synced === undefined) return false;
  const built = builtFrom(synced.text, KUSTOMIZATION, IMAGE);
  if (built.kind === "unknown") return false;
  const runs = built.kind === "pinned" ? built.revision : revision;
  return step("served.compare", () => isOnBranch(repository, runs, commit));
}

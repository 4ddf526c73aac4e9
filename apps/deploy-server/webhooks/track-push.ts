import { CONFIG_FOLDER } from "../../../lib/deploys/config/deploy-config.ts";
import { NO_COMMIT } from "../../../lib/deploys/order.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { pushBranch, type Pushed } from "../../../lib/store/branches.ts";
import { recordCommits } from "../../../lib/store/commits.ts";
import type { ClaimedEntry } from "../../../lib/store/inbox.ts";
import { step } from "../../../lib/store/step.ts";
import { at } from "../narrow.ts";
import type { World } from "../world.ts";
import { afterPush } from "./autodeploy.ts";
import { afterBuilds } from "./build-event.ts";
import { pushIn, senderIn, type BranchPush } from "./payload.ts";
import { updatePreviews } from "./previews.ts";
import { readHead } from "./sync-configs.ts";
import { takeConfigs } from "./take-configs.ts";
import { trackRepository } from "./track-repository.ts";

/**
 * What a push of any repository means: its branch's head, its commits, on the default branch its configs, and what is
 * deployed by itself. GitHub is asked only where the push does not begin at the head that is known, or touches configs.
 */
export async function trackPush(world: World, { payload, key }: ClaimedEntry): Promise<void> {
  const body = at(payload, "body");
  const push = pushIn(body);
  const repository = push && (await trackRepository(world, body));
  if (push === undefined || repository === undefined) return;
  const { branch, after } = push;
  const place = { repositoryId: repository.id, branch };
  await recordCommits(world.db, repository.id, push.commits);
  const { outcome } = await pushBranch(world.db, place, push);
  const origin = { repository, by: senderIn(body), key };
  if (outcome === "read head") {
    const reached = await step("push.source", () => world.github.at(repositoryNamed(repository.name)));
    await readHead(world, reached, place);
  }
  if (branch === repository.defaultBranch && mayChangeConfigs(push, outcome)) {
    await takeConfigs(world, origin, push.forced);
  }
  await updatePreviews(world, repository);
  if (after === NO_COMMIT) return;
  await afterPush(world, origin, push);
  // Builds that came before their push.
  await afterBuilds(world, origin, { sha: after, branches: [branch] });
}

function mayChangeConfigs({ after, touched, isWhole }: BranchPush, outcome: Pushed["outcome"]): boolean {
  if (after === NO_COMMIT) return false;
  return (
    outcome === "read head" || !isWhole || [...touched].some((path) => path.startsWith(`${CONFIG_FOLDER}/`))
  );
}

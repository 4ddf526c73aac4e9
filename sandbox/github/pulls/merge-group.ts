import { announce } from "../announce.ts";
import { writeMerge } from "../git/merge.ts";
import { webFlow } from "../git/web-flow.ts";
import type { StoredRepository } from "../repositories.ts";
import { simpleCommitShape } from "../shapes/commit.ts";
import { repositoryShape } from "../shapes/repository.ts";
import { userShape } from "../shapes/user.ts";
import type { World } from "../world.ts";
import { pullRequestIn } from "./close.ts";
import { tipsOf } from "./test-merge.ts";

/**
 * Puts a pull request into the merge queue, alone in its group: its merge is a branch of its own, and workflows are asked
 * for its checks.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group
 * @returns the group's commit
 * @throws Error when the branches conflict
 */
export async function queuePullRequest(
  world: World,
  repository: StoredRepository,
  number: number,
  by = "octocat",
): Promise<string> {
  const { head, base, title } = pullRequestIn(world, repository, number, "open");
  const { info, git } = repository;
  const tips = await tipsOf(world, repository, { head, base });
  const now = webFlow(world.clock());
  const message = `Merge pull request #${number} from ${info.owner}/${head.ref}\n\n${title}`;
  const group = await writeMerge(git, { ...tips, message, author: now, committer: now });
  if (group === undefined) throw new Error(`the pull request ${number} conflicts with ${base.ref}`);
  const ref = `refs/heads/gh-readonly-queue/${base.ref}/pr-${number}-${tips.base}`;
  await git.refs.set(ref, group);
  const commit = await git.commit(group);
  announce(world, {
    name: "merge_group",
    repository: info,
    ref,
    sha: group,
    actor: by,
    payload: {
      action: "checks_requested",
      merge_group: {
        head_sha: group,
        head_ref: ref,
        base_sha: tips.base,
        base_ref: `refs/heads/${base.ref}`,
        head_commit: commit === undefined ? null : simpleCommitShape(commit),
      },
      repository: repositoryShape(world, repository),
      sender: userShape(world, by),
    },
  });
  return group;
}

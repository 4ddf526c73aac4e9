import { announcePush } from "../announce-push.ts";
import { writeMerge } from "../git/merge.ts";
import { webFlow } from "../git/web-flow.ts";
import type { PullRequest } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { pullRequestIn } from "./close.ts";
import { announcePullRequest } from "./event.ts";
import { tipsOf } from "./test-merge.ts";

/** Merges with a merge commit, as GitHub's button does. @throws Error when the branches conflict */
export async function mergePullRequest(
  world: World,
  repository: StoredRepository,
  number: number,
  by = "octocat",
): Promise<PullRequest> {
  const { head, base, title } = pullRequestIn(world, repository, number, "open");
  const { info, git } = repository;
  const tips = await tipsOf(world, repository, { head, base });
  const now = world.clock();
  const merge = await writeMerge(git, {
    base: tips.base,
    head: tips.head,
    message: `Merge pull request #${number} from ${head.repository.owner}/${head.ref}\n\n${title}`,
    author: { name: by, email: world.accounts.emailOf(by), date: now },
    committer: webFlow(now),
  });
  if (merge === undefined) throw new Error(`the pull request ${number} conflicts with ${base.ref}`);
  const ref = `refs/heads/${base.ref}`;
  await git.refs.update(ref, merge, tips.base);
  await git.refs.set(`refs/pull/${number}/merge`, undefined);
  const merged = world.pullRequests.update(info.id, number, {
    state: "closed",
    closedAt: now,
    mergedAt: now,
    mergedBy: by,
    mergeCommitSha: merge,
  });
  const grant = { actor: by, kind: "pat", repositories: [info.fullName], permissions: {} } as const;
  await announcePush(world, repository, [{ ref, before: tips.base, after: merge }], grant);
  await announcePullRequest(world, repository, merged, "closed", grant);
  return merged;
}

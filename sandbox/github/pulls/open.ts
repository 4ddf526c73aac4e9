import type { NewPullRequest, PullRequest } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { CannotOpen } from "./cannot-open.ts";
import { announcePullRequest } from "./event.ts";
import { placeRefs, tipsOf } from "./test-merge.ts";

/** Opens a pull request between two branches of one repository. @throws CannotOpen */
export async function openPullRequest(
  world: World,
  repository: StoredRepository,
  request: NewPullRequest,
): Promise<PullRequest> {
  const { info, git } = repository;
  const { head, base = info.defaultBranch, by = "octocat" } = request;
  if (head.includes(":")) throw new Error(`sandbox does not know pull requests from forks ("${head}")`);
  const tips = await tipsOf(repository, head, base);
  if ((await git.mergeBase(tips.head, tips.base)) === tips.head) {
    throw new CannotOpen(`No commits between ${base} and ${head}`);
  }
  const twin = world.pullRequests
    .list(info.id)
    .find((other) => other.state === "open" && other.head.ref === head && other.base.ref === base);
  if (twin !== undefined) throw new CannotOpen(`A pull request already exists for ${info.owner}:${head}.`);
  const title = request.title ?? (await git.commit(tips.head))?.message.split("\n")[0] ?? head;
  const merge = await placeRefs(world, repository, world.pullRequests.nextNumber(info.id), tips);
  const opened = world.pullRequests.open(repository, {
    title,
    body: request.body ?? null,
    labels: request.labels ?? [],
    author: by,
    head: { ref: head, sha: tips.head },
    base: { ref: base, sha: tips.base },
    mergeCommitSha: merge,
  });
  await announcePullRequest(world, repository, opened, "opened", { actor: by, kind: "pat" });
  return opened;
}

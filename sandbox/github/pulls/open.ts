import type { NewPullRequest, PullRequest } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { CannotOpen } from "./cannot-open.ts";
import { announcePullRequest } from "./event.ts";
import { placeRefs, tipsOf, type Branches } from "./test-merge.ts";

/** Opens a pull request for a branch of the repository or of a fork. @throws CannotOpen */
export async function openPullRequest(
  world: World,
  repository: StoredRepository,
  request: NewPullRequest,
): Promise<PullRequest> {
  const { info, git } = repository;
  const { base = info.defaultBranch, by = "octocat" } = request;
  const head = headOf(world, repository, request.head);
  const tips = await tipsOf(world, repository, { head, base: { ref: base } });
  if ((await git.mergeBase(tips.head, tips.base)) === tips.head) {
    throw new CannotOpen(`No commits between ${base} and ${request.head}`);
  }
  const label = `${head.repository.owner}:${head.ref}`;
  const twin = world.pullRequests
    .list(info.id)
    .find((other) => other.state === "open" && labelOf(other) === label && other.base.ref === base);
  if (twin !== undefined) throw new CannotOpen(`A pull request already exists for ${label}.`);
  const title = request.title ?? (await git.commit(tips.head))?.message.split("\n")[0] ?? head.ref;
  const merge = await placeRefs(world, repository, world.pullRequests.nextNumber(info.id), tips);
  const opened = world.pullRequests.open(repository, {
    title,
    body: request.body ?? null,
    labels: request.labels ?? [],
    author: by,
    head: { ...head, sha: tips.head },
    base: { ref: base, sha: tips.base },
    mergeCommitSha: merge,
  });
  await announcePullRequest(world, repository, opened, "opened", { actor: by, kind: "pat" });
  return opened;
}

/** How GitHub names the branch that is to be merged: `mona:topic`. */
export const labelOf = ({ head }: PullRequest): string => `${head.repository.owner}:${head.ref}`;

/** What `topic` or `mona:topic` means to a repository. @throws CannotOpen where that account has no fork of it */
function headOf({ repositories }: World, repository: StoredRepository, head: string): Branches["head"] {
  const [owner = "", ref] = head.split(":");
  if (ref === undefined) return { repository: repository.info, ref: head };
  const isOwn = owner.toLowerCase() === repository.info.owner.toLowerCase();
  const source = isOwn ? repository : repositories.findFork(repository, owner);
  if (source === undefined)
    throw new CannotOpen(`${owner} has no fork of ${repository.info.fullName}`, "head");
  return { repository: source.info, ref };
}

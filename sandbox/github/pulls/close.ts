import type { PullRequest } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { announcePullRequest } from "./event.ts";
import { placeRefs, tipsOf } from "./test-merge.ts";

/** @throws Error when there is none with this number in this state */
export function pullRequestIn(
  world: World,
  { info }: StoredRepository,
  number: number,
  state: PullRequest["state"],
): PullRequest {
  const request = world.pullRequests.find(info.id, number);
  if (request?.state !== state) throw new Error(`${info.fullName} has no ${state} pull request ${number}`);
  return request;
}

/** Closes a pull request without merging it. */
export async function closePullRequest(
  world: World,
  repository: StoredRepository,
  number: number,
  by = "octocat",
): Promise<PullRequest> {
  pullRequestIn(world, repository, number, "open");
  const closed = world.pullRequests.update(repository.info.id, number, {
    state: "closed",
    closedAt: world.clock(),
  });
  await announcePullRequest(world, repository, closed, "closed", { actor: by, kind: "pat" });
  return closed;
}

/** Opens a pull request again that was closed without a merge. */
export async function reopenPullRequest(
  world: World,
  repository: StoredRepository,
  number: number,
  by = "octocat",
): Promise<PullRequest> {
  const { head, base, mergedAt } = pullRequestIn(world, repository, number, "closed");
  if (mergedAt !== null) throw new Error(`the pull request ${number} is merged`);
  const tips = await tipsOf(world, repository, { head, base });
  const reopened = world.pullRequests.update(repository.info.id, number, {
    state: "open",
    closedAt: null,
    head: { ...head, sha: tips.head },
    base: { ...base, sha: tips.base },
    mergeCommitSha: await placeRefs(world, repository, number, tips),
  });
  await announcePullRequest(world, repository, reopened, "reopened", { actor: by, kind: "pat" });
  return reopened;
}

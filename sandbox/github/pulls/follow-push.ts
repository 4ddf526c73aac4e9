import type { PullRequest, TokenGrant } from "../model.ts";
import type { RefChange } from "../push-event.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { announcePullRequest } from "./event.ts";
import { placeRefs, tipsOf } from "./test-merge.ts";

const NOTHING = "0".repeat(40);

/** Takes the open pull requests along whose head branch was pushed; its deletion closes them. */
export async function followPush(
  world: World,
  repository: StoredRepository,
  changes: readonly RefChange[],
  by: TokenGrant,
): Promise<void> {
  for (const { ref, before, after } of changes) {
    for (const [target, open] of pullRequestsOf(world, repository, ref)) {
      const deleted = after === NOTHING;
      const change = deleted
        ? { state: "closed" as const, closedAt: world.clock() }
        : await synchronized(world, target, open);
      const request = world.pullRequests.update(target.info.id, open.number, change);
      if (deleted) await announcePullRequest(world, target, request, "closed", by);
      else await announcePullRequest(world, target, request, "synchronize", by, { before, after });
    }
  }
}

/** The open pull requests of a branch, each with its repository: the branch's own, and those that a fork is of. */
function pullRequestsOf(
  { pullRequests }: World,
  source: StoredRepository,
  ref: string,
): readonly (readonly [StoredRepository, PullRequest])[] {
  return [...lineOf(source)].flatMap((target) =>
    pullRequests
      .list(target.info.id)
      .filter(
        ({ state, head }) =>
          state === "open" && head.repository.id === source.info.id && `refs/heads/${head.ref}` === ref,
      )
      .map((request) => [target, request] as const),
  );
}

/** A repository, what it is a fork of, and so on. */
function* lineOf(repository: StoredRepository): Generator<StoredRepository> {
  yield repository;
  if (repository.parent !== undefined) yield* lineOf(repository.parent);
}

async function synchronized(
  world: World,
  repository: StoredRepository,
  { number, head, base }: PullRequest,
): Promise<Partial<PullRequest>> {
  const tips = await tipsOf(world, repository, { head, base });
  return {
    head: { ...head, sha: tips.head },
    base: { ...base, sha: tips.base },
    mergeCommitSha: await placeRefs(world, repository, number, tips),
  };
}

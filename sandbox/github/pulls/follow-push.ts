import type { TokenGrant } from "../model.ts";
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
  const { id } = repository.info;
  for (const { ref, before, after } of changes) {
    const open = world.pullRequests
      .list(id)
      .filter((request) => request.state === "open" && `refs/heads/${request.head.ref}` === ref);
    for (const { number, head, base } of open) {
      const deleted = after === NOTHING;
      const change = deleted
        ? { state: "closed" as const, closedAt: world.clock() }
        : await synchronized(world, repository, number, head.ref, base.ref);
      const request = world.pullRequests.update(id, number, change);
      if (deleted) await announcePullRequest(world, repository, request, "closed", by);
      else await announcePullRequest(world, repository, request, "synchronize", by, { before, after });
    }
  }
}

async function synchronized(
  world: World,
  repository: StoredRepository,
  number: number,
  head: string,
  base: string,
): Promise<object> {
  const tips = await tipsOf(repository, head, base);
  return {
    head: { ref: head, sha: tips.head },
    base: { ref: base, sha: tips.base },
    mergeCommitSha: await placeRefs(world, repository, number, tips),
  };
}

import type { SeenBranch } from "../../../lib/github/branch/branch-writer.ts";
import { newestCommit } from "../../../lib/store/dispatches.ts";
import type { World } from "../world.ts";

/** Later than this, somebody else has written often enough that to read costs less than to write in vain. */
const KNOWN_MS = 30_000;

/** The branch as the latest commit of this replica has left it. */
interface Left {
  readonly branch: SeenBranch;
  /** Epoch milliseconds. */
  readonly at: number;
}

const lefts = new WeakMap<World, Left>();

/** @param branch as a commit of dispatches has left it just now */
export function rememberCommit(world: World, branch: SeenBranch): void {
  lefts.set(world, { branch, at: world.clock.now().getTime() });
}

/**
 * The branch of the release repository as the dispatches' latest commit has left it, if this replica made it, and a short
 * while ago. Somebody else may have written since: GitHub refuses a commit then, and nothing else may be decided on it.
 */
export async function lastCommit(world: World): Promise<SeenBranch | undefined> {
  const left = lefts.get(world);
  if (left === undefined) return undefined;
  if (world.clock.now().getTime() - left.at <= KNOWN_MS) {
    if ((await newestCommit(world.db)) === left.branch.head) return left.branch;
  }
  lefts.delete(world);
  return undefined;
}

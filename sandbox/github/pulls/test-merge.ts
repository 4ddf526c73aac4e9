import { writeMerge } from "../git/merge.ts";
import { webFlow } from "../git/web-flow.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { CannotOpen } from "./cannot-open.ts";

export interface Tips {
  /** 40 hex. */
  readonly head: string;
  readonly base: string;
}

/** Where the branches of a pull request stand. @throws CannotOpen for a branch that is not there */
export async function tipsOf({ git, info }: StoredRepository, head: string, base: string): Promise<Tips> {
  const tip = async (branch: string, field: keyof Tips): Promise<string> => {
    const oid = await git.refs.read(`refs/heads/${branch}`);
    if (oid === undefined) throw new CannotOpen(`${info.fullName} has no branch "${branch}"`, field);
    return oid;
  };
  return { head: await tip(head, "head"), base: await tip(base, "base") };
}

/**
 * Tries the merge and points `refs/pull/N/head` and `refs/pull/N/merge` to what there is now.
 * @returns the merge commit; null when the branches conflict, which leaves no `merge`
 */
export async function placeRefs(
  world: World,
  { git }: StoredRepository,
  number: number,
  { head, base }: Tips,
): Promise<string | null> {
  const merge = await writeMerge(git, {
    base,
    head,
    message: `Merge ${head} into ${base}`,
    author: webFlow(world.clock()),
    committer: webFlow(world.clock()),
  });
  await git.refs.set(`refs/pull/${number}/head`, head);
  await git.refs.set(`refs/pull/${number}/merge`, merge);
  return merge ?? null;
}

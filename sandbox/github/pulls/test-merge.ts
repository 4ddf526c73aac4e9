import { writeMerge } from "../git/merge.ts";
import { webFlow } from "../git/web-flow.ts";
import type { PullRequest } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { CannotOpen } from "./cannot-open.ts";

export interface Tips {
  /** 40 hex. */
  readonly head: string;
  readonly base: string;
}

/** The branches of a pull request: of the repository itself or a fork, and of the repository. */
export interface Branches {
  readonly head: Pick<PullRequest["head"], "repository" | "ref">;
  readonly base: Pick<PullRequest["base"], "ref">;
}

/** Where the branches of a pull request are; a fork's commit is copied. @throws CannotOpen for a branch that is not there */
export async function tipsOf(
  { repositories }: World,
  repository: StoredRepository,
  { head, base }: Branches,
): Promise<Tips> {
  const source = repositories.findById(head.repository.id) ?? repository;
  const tips = { head: await tip(source, head.ref, "head"), base: await tip(repository, base.ref, "base") };
  if (source !== repository) await repository.git.takeCommit(source.git, tips.head);
  return tips;
}

async function tip({ git, info }: StoredRepository, branch: string, field: keyof Tips): Promise<string> {
  const oid = await git.refs.read(`refs/heads/${branch}`);
  if (oid === undefined) throw new CannotOpen(`${info.fullName} has no branch "${branch}"`, field);
  return oid;
}

/**
 * Tries the merge and updates `refs/pull/N/head` and `refs/pull/N/merge`.
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

import type { BareRepository } from "./bare-repository.ts";
import type { Signature } from "./objects.ts";
import { GitError } from "./process.ts";
import { writeCommitObject } from "./write-commit.ts";

export interface Merge {
  /** The first parent: what is merged into. */
  readonly base: string;
  /** The second parent. */
  readonly head: string;
  readonly message: string;
  readonly author: Signature;
  readonly committer: Signature;
}

/**
 * Writes a merge commit of two commits; no ref points to it yet.
 * @returns the commit's oid; undefined when their changes conflict
 */
export async function writeMerge(repository: BareRepository, merge: Merge): Promise<string | undefined> {
  const tree = await mergedTree(repository, merge);
  if (tree === undefined) return undefined;
  const { base, head, message, author, committer } = merge;
  return await writeCommitObject(repository, { tree, parents: [base, head], message, author, committer });
}

async function mergedTree(repository: BareRepository, { base, head }: Merge): Promise<string | undefined> {
  try {
    const output = await repository.run([
      "merge-tree",
      "--write-tree",
      "--allow-unrelated-histories",
      base,
      head,
    ]);
    return output.toString("utf8").trim();
  } catch (error) {
    // `git help merge-tree`: 1 is a conflict, anything else a failure.
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}

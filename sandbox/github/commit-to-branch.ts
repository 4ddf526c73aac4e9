import { announcePush } from "./announce-push.ts";
import type { Signature } from "./git/objects.ts";
import { webFlow } from "./git/web-flow.ts";
import { writeCommit } from "./git/write-commit.ts";
import type { TokenGrant } from "./model.ts";
import type { StoredRepository } from "./repositories.ts";
import { violationMessage, violations } from "./settings/rules.ts";
import type { World } from "./world.ts";

const NOTHING = "0".repeat(40);

export interface BranchCommit {
  readonly branch: string;
  /** The commit that the branch must still point to when the new one is ready; undefined creates it. */
  readonly parent: string | undefined;
  readonly additions: ReadonlyMap<string, Uint8Array>;
  readonly deletions: readonly string[];
  readonly message: string;
  /** Instead of the token's actor. */
  readonly author?: Signature;
  readonly committer?: Signature;
}

/** A ruleset forbids the change. */
export class RuleViolation extends Error {
  override readonly name = "RuleViolation";
}

/**
 * Appends a commit to a branch, as GitHub's own interfaces do, and tells workflows of it.
 * @returns the new commit's oid
 * @throws RefMoved when the branch moved in between, RuleViolation when a ruleset forbids it: nothing has changed then
 */
export async function commitToBranch(
  world: World,
  repository: StoredRepository,
  by: TokenGrant,
  commit: BranchCommit,
): Promise<string> {
  const ref = `refs/heads/${commit.branch}`;
  const found = violations(world, repository, by, {
    ref,
    kind: commit.parent === undefined ? "create" : "update",
  });
  if (found.length > 0) throw new RuleViolation(violationMessage(found));
  const now = world.clock();
  const oid = await writeCommit(repository.git, {
    parent: commit.parent,
    additions: commit.additions,
    deletions: commit.deletions,
    message: commit.message,
    author: commit.author ?? { name: by.actor, email: world.accounts.emailOf(by.actor), date: now },
    committer: commit.committer ?? webFlow(now),
  });
  await repository.git.refs.update(ref, oid, commit.parent);
  await announcePush(world, repository, [{ ref, before: commit.parent ?? NOTHING, after: oid }], by);
  return oid;
}

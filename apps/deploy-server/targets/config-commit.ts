import { isOnBranch } from "../../../lib/github/branch/is-on-branch.ts";
import { branchHead } from "../../../lib/github/commits/branch-head.ts";
import { getCommit } from "../../../lib/github/commits/commit.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { step } from "../../../lib/store/step.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";
import type { HomeConfig } from "./config-home.ts";

/** Which commit of a config's repository is meant. */
export interface ConfigQuestion {
  readonly channel: string;
  /** A commit, whole or its first digits; without one, the head of the branch. */
  readonly sha?: string | undefined;
  /** A branch; without one, the branch that the channel tracks, and else the default branch. */
  readonly branch?: string | undefined;
}

/**
 * The commit of a config that somebody names, whole, or the head of a branch. GitHub shows the commits of forks as well, so
 * that a commit counts only where it is on the branch that the channel tracks, or on the default one: nobody else has let
 * it in.
 * @throws Rejected with the next step
 */
export async function configCommit(
  world: World,
  { home, config }: HomeConfig,
  { channel, sha, branch }: ConfigQuestion,
): Promise<string> {
  const repository = await step("config.repository", () => world.github.at(repositoryNamed(home.name)));
  const tracked = config.document?.channels[channel]?.track ?? home.defaultBranch;
  if (sha !== undefined)
    return commitOn(repository, { sha, where: home.name, branches: [tracked, home.defaultBranch] });
  const named = branch ?? tracked;
  const head = await step("config.read head", () => branchHead(repository, named));
  if (head !== undefined) return head;
  throw new Rejected("no branch", `there is no branch ${named} in ${home.name}: push it, or name another`);
}

async function commitOn(
  repository: GitHubRepository,
  {
    sha: named,
    where,
    branches,
  }: { readonly sha: string; readonly where: string; readonly branches: readonly string[] },
): Promise<string> {
  const commit = await step("config.read commit", () => getCommit(repository, named));
  // A branch or a tag may have such a name, and GitHub looks for those as well.
  if (commit === undefined || !commit.sha.startsWith(named)) {
    throw new Rejected("no commit", `there is no commit ${named} in ${where}: check it`);
  }
  const { sha } = commit;
  for (const branch of new Set(branches)) {
    if (await step("config.compare", () => isOnBranch(repository, branch, sha))) return sha;
  }
  throw new Rejected(
    "no branch",
    `commit ${sha.slice(0, 7)} of ${where} is not on ${[...new Set(branches)].join(" or ")}: merge it there, and ask again`,
  );
}

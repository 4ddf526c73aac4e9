import { imageOf, type BuiltFrom } from "../../../lib/deploys/image-tag.ts";
import { isOnBranch } from "../../../lib/github/branch/is-on-branch.ts";
import { buildFacts } from "../../../lib/github/builds/build-facts.ts";
import { getCommit } from "../../../lib/github/commits/commit.ts";
import { repositoryFacts } from "../../../lib/github/commits/repository-facts.ts";
import { codeOf } from "../../../lib/github/failure/failure.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { step } from "../../../lib/store/step.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";
import { findImage } from "./find-image.ts";

/**
 * The branch that a commit belongs to: the default one, or one that it was built on, as long as the branch has it still.
 * Of several, the first with an image. GitHub shows the commits of forks as well: those are on no branch.
 * @param sha whole, or its first digits
 * @throws Rejected
 */
export async function branchOf(
  world: World,
  repository: GitHubRepository,
  { sha: named, template }: { readonly sha: string; readonly template: string },
): Promise<BuiltFrom> {
  const where = fullName(repository.name);
  const commit = await step("branch.read commit", () => getCommit(repository, named));
  if (commit === undefined)
    throw new Rejected("no commit", `there is no commit ${named} in ${where}: check it`);
  const { sha } = commit;
  // A branch or a tag may have such a name, and GitHub looks for those as well.
  if (!sha.startsWith(named)) {
    throw new Rejected(
      "no commit",
      `${named} names a branch or a tag of ${where}, and no commit: write refs/heads/${named} for the branch`,
    );
  }
  const { defaultBranch } = await step("branch.read repository", () => repositoryFacts(repository));
  const { runs } = await step("branch.read runs", () => buildFacts(repository, sha));
  const candidates = [...new Set([defaultBranch, ...runs.flatMap(({ branch }) => branch ?? [])])];
  const branches: string[] = [];
  for (const branch of candidates) if (await isOn(repository, branch, sha)) branches.push(branch);
  const [first] = branches;
  if (first === undefined) {
    throw new Rejected(
      "no branch",
      `commit ${sha.slice(0, 7)} of ${where} is on none of the branches that it was built on, nor on ${defaultBranch}: push it to a branch, and name that`,
    );
  }
  for (const branch of branches) {
    if ((await findImage(world, imageOf(template, { branch, sha }))) !== undefined) return { branch, sha };
  }
  return { branch: first, sha };
}

/** A branch that was deleted has nothing. */
async function isOn(repository: GitHubRepository, branch: string, sha: string): Promise<boolean> {
  try {
    return await step("branch.compare", () => isOnBranch(repository, branch, sha));
  } catch (error) {
    if (codeOf(error) === "not-found") return false;
    throw error;
  }
}

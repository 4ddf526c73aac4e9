import type { BuiltFrom } from "../../../lib/deploys/image-tag.ts";
import type { Wish } from "../../../lib/deploys/request.ts";
import { branchHead } from "../../../lib/github/commits/branch-head.ts";
import { pullRequest } from "../../../lib/github/commits/pull-request.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { fullName, sameRepository } from "../../../lib/github/repository.ts";
import { step } from "../../../lib/store/step.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";
import { branchOf } from "./branch-of.ts";

/** The commit that a wish names now, and the branch that it is of. @throws Rejected with the next step */
export async function builtOf(
  world: World,
  repository: GitHubRepository,
  {
    wish,
    template,
  }: {
    readonly wish: Exclude<Wish, { by: "desired" | "config" | "as it is" | "what runs" }>;
    readonly template: string;
  },
): Promise<BuiltFrom> {
  switch (wish.by) {
    case "build":
      return { branch: wish.branch, sha: wish.sha };
    case "commit":
      return branchOf(world, repository, { sha: wish.sha, template });
    case "version":
      // Where nothing is a chart, it may be a branch that is called so.
      return headOf(repository, { by: "branch", branch: wish.version });
    default:
      return headOf(repository, wish);
  }
}

async function headOf(
  repository: GitHubRepository,
  wish: Extract<Wish, { by: "branch" | "pull request" }>,
): Promise<BuiltFrom> {
  const where = fullName(repository.name);
  switch (wish.by) {
    case "branch": {
      const { branch } = wish;
      const sha = await step("resolve.read branch", () => branchHead(repository, branch));
      if (sha !== undefined) return { branch, sha };
      throw new Rejected("no branch", `there is no branch ${branch} in ${where}: push it, or name another`);
    }
    default: {
      if (wish.repository !== undefined && !sameRepository(wish.repository, where)) {
        throw new Rejected(
          "other repository",
          `pull request #${wish.number} is of ${wish.repository}, and this app is built from ${where}: name one of ${where}`,
        );
      }
      const found = await step("resolve.read pull request", () => pullRequest(repository, wish.number));
      if (found === undefined) {
        throw new Rejected(
          "no pull request",
          `there is no pull request #${wish.number} in ${where}: check the number`,
        );
      }
      if (found.isFromFork) {
        throw new Rejected(
          "fork",
          `pull request #${wish.number} comes from a fork, whose code nobody here has let in: push its branch to ${where} first`,
        );
      }
      if (found.state !== "open") {
        throw new Rejected(
          "closed pull request",
          found.state === "merged"
            ? `pull request #${wish.number} of ${where} was merged: name the branch that it was merged into`
            : `pull request #${wish.number} of ${where} is closed: reopen it, or name a branch`,
        );
      }
      return { branch: found.branch, sha: found.sha };
    }
  }
}

import { buildStateOf, type RunState } from "../../../lib/deploys/build-state.ts";
import { imageOf, revisionFault } from "../../../lib/deploys/image-tag.ts";
import type { DeployRequest, Wish } from "../../../lib/deploys/request.ts";
import { buildFacts } from "../../../lib/github/builds/build-facts.ts";
import { branchHead } from "../../../lib/github/commits/branch-head.ts";
import { getCommit } from "../../../lib/github/commits/commit.ts";
import { pullRequest } from "../../../lib/github/commits/pull-request.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import { step } from "../../../lib/store/step.ts";
import { readReleaseState } from "../github/release-files.ts";
import { RegistryRefusal, type FoundImage } from "../registry/client.ts";
import type { World } from "../world.ts";
import { artifactOf, desiredOf, recordOf } from "./artifact.ts";
import { happened, Rejected, type Outcome } from "./outcome.ts";

/** How often a build that runs is looked at; its webhook comes sooner. */
const BUILD_POLL_MS = 15_000;

/** A commit that was built, as one branch has it. */
interface Built {
  readonly branch: string;
  readonly sha: string;
}

/** Branch or pull request → head → build → image → digest. @throws Rejected */
export async function resolve(world: World, request: DeployRequest): Promise<Outcome> {
  const state = await readReleaseState(world.github, world.settings.releases);
  const from = desiredOf(recordOf(state, request.target));
  const { wish } = request;
  if (wish.by === "desired") return happened({ type: "resolved", from, to: wish.desired });
  const { repository: name, template } = artifactOf(state, request.target);
  const repository = await step("resolve.repository", () => world.github.at(name));
  const built = await headOf(repository, wish);
  const facts = await step("resolve.read builds", () => buildFacts(repository, built.sha));
  const build = buildStateOf(facts);
  const commit = `${shortSha(built.sha)} of ${fullName(name)}`;
  if (build.kind === "running") {
    const reason = {
      code: "build running",
      message: `${build.says} for ${commit}: waiting for up to 30 minutes`,
    };
    const waits = request.reason?.message === reason.message;
    return waits
      ? { kind: "wait", inMs: BUILD_POLL_MS }
      : happened({ type: "waits", reason }, { dueInMs: BUILD_POLL_MS });
  }
  if (build.kind === "red") {
    throw new Rejected(
      "red build",
      `the build of ${commit} failed (${build.says}): mend it, push, and ask again`,
    );
  }
  const image = imageOf(template, built);
  const digest = await digestOf(world, image, { ...built, isBuilt: build.kind === "green", commit });
  const artifact = { sha: built.sha, image, digest };
  return happened({ type: "resolved", from, to: { kind: "artifactful", configSha: built.sha, artifact } });
}

/** The newest run that made the image, for the ledger's record. */
export async function runOf(repository: GitHubRepository, sha: string): Promise<RunState | undefined> {
  const build = buildStateOf(await step("resolve.read run", () => buildFacts(repository, sha)));
  return build.kind === "green" ? build.run : undefined;
}

/** The commit that a wish names now. @throws Rejected with the next step */
export async function headOf(
  repository: GitHubRepository,
  wish: Exclude<Wish, { by: "desired" }>,
): Promise<Built> {
  const where = fullName(repository.name);
  switch (wish.by) {
    case "branch": {
      const { branch } = wish;
      const sha = await step("resolve.read branch", () => branchHead(repository, branch));
      if (sha !== undefined) return { branch, sha };
      throw new Rejected("no branch", `there is no branch ${branch} in ${where}: push it, or name another`);
    }
    case "pull request": {
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
          `pull request #${wish.number} of ${where} is ${found.state}: reopen it, or name the branch that it was merged into`,
        );
      }
      return { branch: found.branch, sha: found.sha };
    }
    case "commit": {
      const commit = await step("resolve.read commit", () => getCommit(repository, wish.sha));
      if (commit === undefined)
        throw new Rejected("no commit", `there is no commit ${wish.sha} in ${where}: check it`);
      const branch = "main";
      return { branch, sha: commit.sha };
    }
    default:
      throw new Rejected("no version", `${wish.version} names no branch, pull request or commit of ${where}`);
  }
}

async function digestOf(
  world: World,
  image: string,
  { sha, commit, isBuilt }: Built & { readonly commit: string; readonly isBuilt: boolean },
): Promise<string> {
  const found = await findImage(world, image);
  if (found === undefined) {
    throw isBuilt
      ? new Rejected(
          "image gone",
          `${image} is not in its registry, although the build of ${commit} is green: run the build again`,
        )
      : new Rejected(
          "no build",
          `nothing was built of ${commit}: there is neither a workflow run nor a status, and no image ${image}`,
        );
  }
  const fault = revisionFault(image, found.revision, sha);
  if (fault !== undefined) throw new Rejected("tags collide", fault);
  return found.digest;
}

async function findImage({ registry }: World, image: string): Promise<FoundImage | undefined> {
  try {
    return await step("registry.find", () => registry.find(image));
  } catch (error) {
    throw error instanceof RegistryRefusal ? new Rejected("registry", error.message) : error;
  }
}

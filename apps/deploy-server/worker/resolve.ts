import { buildStateOf } from "../../../lib/deploys/build-state.ts";
import { countedFacts, type BuildSource } from "../../../lib/deploys/counted-builds.ts";
import { givesUpAt } from "../../../lib/deploys/due.ts";
import { imageOf, revisionFault, type BuiltFrom } from "../../../lib/deploys/image-tag.ts";
import type { DeployRequest, Wish } from "../../../lib/deploys/request.ts";
import { buildFacts } from "../../../lib/github/builds/build-facts.ts";
import { branchHead } from "../../../lib/github/commits/branch-head.ts";
import { pullRequest } from "../../../lib/github/commits/pull-request.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { fullName, sameRepository } from "../../../lib/github/repository.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import { configsNamed } from "../../../lib/store/deploy-configs.ts";
import { step } from "../../../lib/store/step.ts";
import { readReleaseState } from "../github/release-files.ts";
import type { World } from "../world.ts";
import { artifactOf, desiredOf, recordOf } from "./artifact.ts";
import { branchOf } from "./branch-of.ts";
import { findImage } from "./find-image.ts";
import { happened, Rejected, type Outcome } from "./outcome.ts";
import { outrunBy, superseded } from "./outrun.ts";

/** How often a build that runs is looked at; its webhook comes sooner. */
const BUILD_POLL_MS = 15_000;

/** Branch or pull request → head → build → image → digest. @throws Rejected */
export async function resolve(world: World, request: DeployRequest): Promise<Outcome> {
  const state = await readReleaseState(world.github, world.settings.releases);
  const from = desiredOf(recordOf(state, request.target));
  const { wish, target } = request;
  const { config, channel } = target;
  if (wish.by === "desired") {
    if (request.kind === "undeploy" && from.kind === "virtual") {
      throw new Rejected(
        "not deployed",
        `${config} is not deployed to ${channel}: there is nothing to undeploy`,
      );
    }
    return happened({ type: "resolved", from, to: wish.desired });
  }
  const { repository: name, template } = artifactOf(state, request.target);
  const repository = await step("resolve.repository", () => world.github.at(name));
  const built = await builtOf(world, repository, { wish, template });
  if ((await outrunBy(world, state, { ...request, sha: built.sha })) !== undefined) return superseded();
  const facts = await step("resolve.read builds", () => buildFacts(repository, built.sha));
  const source = wish.by === "build" ? await buildSourceOf(world, config) : undefined;
  const build = buildStateOf(countedFacts(facts, source), built.branch);
  const commit = `${shortSha(built.sha)} of ${fullName(name)}`;
  if (build.kind === "running") {
    const end = givesUpAt(request);
    if (end !== undefined && world.clock.now().getTime() >= end) {
      throw new Rejected(
        "build running",
        `${build.says} for ${commit} after 30 minutes: ask again when it has ended`,
      );
    }
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
  const image = wish.by === "build" ? wish.image : imageOf(template, built);
  const configSha = wish.by === "build" ? wish.configSha : built.sha;
  const digest = await digestOf(world, image, { ...built, isBuilt: build.kind === "green", commit });
  const artifact = { sha: built.sha, image, digest };
  const to = { kind: "artifactful", configSha, artifact } as const;
  return happened({ type: "resolved", from, to, ref: `refs/heads/${built.branch}` });
}

/** Whose result a config takes for its build's; all that there is where it does not say. */
async function buildSourceOf(world: World, config: string): Promise<BuildSource> {
  const [known] = await configsNamed(world.db, config);
  return known?.document?.artifact?.build;
}

/** The commit that a wish names now, and the branch that it is of. @throws Rejected with the next step */
export async function builtOf(
  world: World,
  repository: GitHubRepository,
  { wish, template }: { readonly wish: Exclude<Wish, { by: "desired" }>; readonly template: string },
): Promise<BuiltFrom> {
  switch (wish.by) {
    case "build":
      return { branch: wish.branch, sha: wish.sha };
    case "commit":
      return branchOf(world, repository, { sha: wish.sha, template });
    default:
      return headOf(repository, wish);
  }
}

async function headOf(
  repository: GitHubRepository,
  wish: Exclude<Wish, { by: "desired" | "commit" | "build" }>,
): Promise<BuiltFrom> {
  const where = fullName(repository.name);
  switch (wish.by) {
    case "branch": {
      const { branch } = wish;
      const sha = await step("resolve.read branch", () => branchHead(repository, branch));
      if (sha !== undefined) return { branch, sha };
      throw new Rejected("no branch", `there is no branch ${branch} in ${where}: push it, or name another`);
    }
    case "pull request": {
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
    default:
      throw new Rejected("no version", `${wish.version} names no branch, pull request or commit of ${where}`);
  }
}

async function digestOf(
  world: World,
  image: string,
  { sha, commit, isBuilt }: BuiltFrom & { readonly commit: string; readonly isBuilt: boolean },
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

import { buildStateOf } from "../../../lib/deploys/build-state.ts";
import { chartOf } from "../../../lib/deploys/config/server-config.ts";
import { countedFacts, type BuildSource } from "../../../lib/deploys/counted-builds.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import { givesUpAt } from "../../../lib/deploys/due.ts";
import { imageOf, revisionFault, type BuiltFrom } from "../../../lib/deploys/image-tag.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { buildFacts } from "../../../lib/github/builds/build-facts.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import { configsNamed } from "../../../lib/store/deploy-configs.ts";
import { step } from "../../../lib/store/step.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { artifactOf, desiredIn } from "../targets/artifact.ts";
import { builtOf } from "../targets/built-of.ts";
import { configRepositoryOf, homeConfigOf } from "../targets/config-home.ts";
import { findImage } from "../targets/find-image.ts";
import type { World } from "../world.ts";
import { happened, type Outcome } from "./outcome.ts";
import { outrunBy, superseded } from "./outrun.ts";
import { resolveChart } from "./resolve-chart.ts";
import { configShaWith, isAboutConfig, resolveConfig } from "./resolve-config.ts";
import { resolveRunning } from "./resolve-running.ts";
import { resolveResume } from "./resume.ts";

/** How often a build that runs is looked at; its webhook comes sooner. */
const BUILD_POLL_MS = 15_000;

/** Branch or pull request → head → build → image → digest. @throws Rejected */
export async function resolve(world: World, request: DeployRequest): Promise<Outcome> {
  const state = await readReleaseState(world.github, world.settings.releases);
  const from = desiredIn(state, request.target);
  const { wish, target } = request;
  const chart = chartOf(state.config, target);
  const { config, channel } = target;
  if (request.kind === "undeploy" && from.kind === "virtual") {
    throw new Rejected(
      "not deployed",
      `${config} is not deployed to ${channel}: there is nothing to undeploy`,
    );
  }
  if (wish.by === "what runs") return resolveRunning(world, request, { state, from, resolveBuild });
  if (wish.by === "as it is") return resolveResume(world, request, { state, from });
  if (chart !== undefined) return resolveChart(world, request, { from, chart });
  if (wish.by === "desired") {
    const { desired } = wish;
    if (desired.kind === "chart") {
      throw new Rejected(
        "other chart",
        `${desired.chart.version} is of ${desired.chart.address}, and ${config} in ${channel} runs no chart: name a branch, a pull request or a commit`,
      );
    }
    return happened({ type: "resolved", from, to: desired });
  }
  if (await isAboutConfig(world, state, request)) return resolveConfig(world, request, { state, from });
  return resolveBuild(world, request, { state, from });
}

/** What was built of a branch, a pull request or a commit. @throws Rejected */
async function resolveBuild(
  world: World,
  request: DeployRequest,
  { state, from }: { readonly state: ReleaseState; readonly from: Desired },
): Promise<Outcome> {
  const { wish, target } = request;
  if (wish.by === "config" || wish.by === "desired" || wish.by === "as it is" || wish.by === "what runs")
    throw new Error(`${wish.by} is no build`);
  const { repository: name, template } = artifactOf(state, request.target);
  const repository = await step("resolve.repository", () => world.github.at(name));
  const built = await builtOf(world, repository, { wish, template });
  if ((await outrunBy(world, state, { ...request, sha: built.sha })) !== undefined) return superseded();
  const facts = await step("resolve.read builds", () => buildFacts(repository, built.sha));
  const source = wish.by === "build" ? await buildSourceOf(world, state, target) : undefined;
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
  const configSha =
    wish.by === "build"
      ? wish.configSha
      : await configShaWith(world, state, {
          target,
          named: "configSha" in wish ? wish.configSha : undefined,
          built: { repository: fullName(name), sha: built.sha },
        });
  const digest = await digestOf(world, image, { ...built, isBuilt: build.kind === "green", commit });
  const artifact = { sha: built.sha, image, digest };
  const to = { kind: "artifactful", configSha, artifact } as const;
  return happened({ type: "resolved", from, to, ref: `refs/heads/${built.branch}` });
}

/** Whose result a config takes for its build's; all that there is where it does not say. */
async function buildSourceOf(world: World, state: ReleaseState, target: Target): Promise<BuildSource> {
  const home = await homeConfigOf(world, state, target);
  if (home !== undefined) return home.config.document?.artifact?.build;
  if (configRepositoryOf(state, target) !== undefined) return undefined;
  // Nobody has said where it is: the only one that there is.
  const [known, ...others] = await configsNamed(world.db, target.config);
  return others.length === 0 ? known?.document?.artifact?.build : undefined;
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

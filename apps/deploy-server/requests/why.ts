import { buildStateOf } from "../../../lib/deploys/build-state.ts";
import { chartOf, placementsOf, type Placement } from "../../../lib/deploys/config/server-config.ts";
import { countedBuilds } from "../../../lib/deploys/counted-builds.ts";
import { desiredText, type Desired } from "../../../lib/deploys/desired.ts";
import { entryOf } from "../../../lib/deploys/entry.ts";
import { stopReason } from "../../../lib/deploys/hold.ts";
import type { RuleVerdict } from "../../../lib/deploys/permission.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { imageText, runningChart, runningImage, type Running } from "../../../lib/deploys/running.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { judgePlace, type ClusterFacts, type PlaceFacts } from "../../../lib/deploys/why.ts";
import { fullName, nameKey } from "../../../lib/github/repository.ts";
import { splitImage } from "../../../lib/releases/documents/image.ts";
import { freezeReason } from "../../../lib/releases/rules/freeze.ts";
import { lockReason } from "../../../lib/releases/rules/lock.ts";
import { pinReason } from "../../../lib/releases/rules/outcome.ts";
import { placeProblems, recordProblems } from "../../../lib/releases/rules/policy-problems.ts";
import { buildRulesOf, isPromotionOnly, provenanceRequired } from "../../../lib/releases/rules/policy.ts";
import { isUntilResume } from "../../../lib/releases/rules/until-resume.ts";
import { headBuilds } from "../../../lib/store/overview.ts";
import { openRequests } from "../../../lib/store/request-lists.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import { EngineRefusal } from "../engines/engine.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { desiredIn, findArtifact } from "../targets/artifact.ts";
import { homeConfigOf } from "../targets/config-home.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";

/** What every rule of a target says now, whoever asks. */
export async function judgeTarget(
  world: World,
  state: ReleaseState,
  target: Target,
): Promise<readonly RuleVerdict<string>[]> {
  return judgePlace(await factsOf(world, state, target));
}

async function factsOf(world: World, state: ReleaseState, target: Target): Promise<PlaceFacts> {
  const { config, channel } = target;
  const place = { container: config, channel };
  const at = isoTime(world.clock);
  const record = entryOf(state, target);
  const pinned = isUntilResume(record?.pinned) ? undefined : record && pinReason(record, at);
  const open = await openRequests(world.db, target);
  return {
    config,
    channel,
    policy: policyFault(state, target),
    needsProof:
      chartOf(state.config, target) === undefined &&
      (provenanceRequired(state.policy, place) || buildRulesOf(state.policy, place) !== undefined),
    takesPromotionsOnly: isPromotionOnly(state.policy, place),
    freeze: freezeReason(state.policy, place, at),
    pin: pinned,
    stop: stopReason(state, target, at),
    lock: lockReason(state.locks, target, at),
    build: await buildOf(world, state, target),
    queue: open.toSorted((a, b) => a.sequence - b.sequence).map(({ request }) => queuedText(request)),
    clusters: await step("why.clusters", () =>
      Promise.all(
        placementsOf(state.config, target).map((placement) =>
          clusterFacts(world, state, { placement, target }),
        ),
      ),
    ),
  };
}

/** What the policy has against the place, and against the name of its image. */
function policyFault(state: ReleaseState, target: Target): string | undefined {
  const place = { container: target.config, channel: target.channel };
  const isChart = chartOf(state.config, target) !== undefined;
  const image = isChart ? undefined : findArtifact(state, target)?.template;
  const problems =
    image === undefined
      ? placeProblems(state.policy, place, state.policyPath)
      : recordProblems(state.policy, { ...place, image }, state.policyPath);
  return problems.map(({ message }) => message).join("; ") || undefined;
}

async function buildOf(world: World, state: ReleaseState, target: Target): Promise<PlaceFacts["build"]> {
  const document = (await homeConfigOf(world, state, target))?.config.document;
  const branch = document?.channels[target.channel]?.track;
  const source = findArtifact(state, target)?.repository;
  if (branch === undefined || source === undefined) return undefined;
  const found = await headBuilds(world.db, { repositories: [nameKey(fullName(source))], branches: [branch] });
  const builds = found.flatMap(({ build }) => build ?? []);
  const judged = buildStateOf(countedBuilds(builds, document?.artifact?.build), branch);
  return { branch, state: judged.kind, says: "says" in judged ? judged.says : "" };
}

function queuedText({ to, by, state, kind }: DeployRequest): string {
  const who = by.account?.login ?? by.login ?? "somebody";
  return `${to === undefined ? kind : desiredText(to)} of ${who} (${state})`;
}

interface ClusterQuestion {
  readonly placement: Placement;
  readonly target: Target;
}

/** What a cluster does not tell in time is no reason to tell nothing of the others. */
async function clusterFacts(
  world: World,
  state: ReleaseState,
  { placement, target }: ClusterQuestion,
): Promise<ClusterFacts> {
  const { cluster } = placement;
  try {
    const engine = world.engines.at(placement, state.config, target);
    const standing = await step("why.standing", () => engine.standing());
    const { operation, blocked, isAutomatic } = standing;
    return {
      cluster,
      blocked,
      isUnruly: isAutomatic && state.config.clusters[cluster]?.auto_sync !== "follow",
      operation: operation?.request === undefined ? operation?.by : undefined,
      drift: driftAt(state, target, await runningAt(cluster, engine)),
    };
  } catch (error) {
    if (error instanceof EngineRefusal || mayPass(error)) return { cluster, unknown: messageOf(error) };
    throw error;
  }
}

/** @returns undefined where the engine does not tell what runs */
async function runningAt(
  cluster: string,
  engine: ReturnType<World["engines"]["at"]>,
): Promise<Running | undefined> {
  try {
    return { cluster, ...(await step("why.running", () => engine.running())) };
  } catch (error) {
    if (error instanceof EngineRefusal) return undefined;
    throw error;
  }
}

/** What runs in a cluster otherwise than the ledger says. */
function driftAt(state: ReleaseState, target: Target, running: Running | undefined): string | undefined {
  const desired = desiredIn(state, target);
  if (running === undefined || desired.kind === "artifactless") return undefined;
  const runs = runsText(state, target, { running, desired });
  if (runs === undefined) return undefined;
  const { config, channel } = target;
  return `${runs} runs, and the ledger says ${desiredText(desired)}: deploy what should run, or /deploy adopt ${config} in ${channel}`;
}

/** What runs, where that is not what is desired. */
function runsText(
  state: ReleaseState,
  target: Target,
  { running, desired }: { readonly running: Running; readonly desired: Desired },
): string | undefined {
  if (chartOf(state.config, target) !== undefined) {
    const found = runningChart([running]);
    if (found.kind === "none") return undefined;
    return desired.chart?.version === found.one.version ? undefined : found.one.version;
  }
  const template = findArtifact(state, target)?.template;
  const found = template === undefined ? undefined : runningImage([running], splitImage(template).name);
  if (found === undefined || found.kind === "none") return undefined;
  const { tag } = splitImage(desired.artifact?.image ?? "");
  return tag !== undefined && tag === found.one.tag ? undefined : imageText(found.one);
}

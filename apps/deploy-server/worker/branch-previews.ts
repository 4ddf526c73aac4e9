import {
  previewTitle,
  targetOfNamespace,
  type PreviewPlace,
  type PreviewState,
} from "../../../lib/deploys/branch-preview.ts";
import { clusterOf } from "../../../lib/deploys/config/server-config.ts";
import { isSameDesired } from "../../../lib/deploys/desired.ts";
import { LEASE_MS, whileKept } from "../../../lib/store/keep.ts";
import { LostLease, renewLease } from "../../../lib/store/lease.ts";
import {
  claimPreviews,
  forgetPreview,
  notePreview,
  postponePreview,
  type ClaimedPreview,
  type PreviewChange,
} from "../../../lib/store/preview-claims.ts";
import { step } from "../../../lib/store/step.ts";
import { EngineRefusal, type Observation, type SyncAsk } from "../engines/engine.ts";
import { makeNamespace, removeNamespace } from "../engines/kubernetes/preview-namespace.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import { mayPass, messageOf } from "../trouble.ts";
import { eventId } from "../webhooks/event-id.ts";
import type { World } from "../world.ts";
import { previewPlan, type PreviewPlan } from "./branch-preview-plan.ts";
import { findLeftPreviews } from "./left-previews.ts";

/** How many previews one replica works on at once. */
const AT_ONCE = 5;
/** While its cluster is at work. */
const SOON_MS = 1_000;
/** What stands is looked at for what nobody tells: an image that came late, an edit by hand, a lock that has ended. */
const LATER_MS = 60_000;
const RETRY_MS = 10_000;

/**
 * Takes previews that somebody has to look at, and brings each to what its branch is now: what runs is compared with what
 * should run, whatever has happened in between, so that an event that was lost or came late changes nothing.
 * @returns how many
 */
export async function keepPreviews(world: World): Promise<number> {
  await findLeftPreviews(world);
  const claimed = await claimPreviews(world.db, { owner: world.replica, leaseMs: LEASE_MS, limit: AT_ONCE });
  // All of them end before any failure is told: one that nobody waits for would end the process.
  const turns = await step("previews.turns", () =>
    Promise.allSettled(claimed.map((preview) => keepOne(world, preview))),
  );
  const failed = turns.find((turn) => turn.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return claimed.length;
}

async function keepOne(world: World, preview: ClaimedPreview): Promise<void> {
  const title = titleOf(preview);
  let inMs = RETRY_MS;
  try {
    inMs = await whileKept(world.db, { table: "previews", rows: [preview] }, () => bringOn(world, preview));
  } catch (error) {
    if (error instanceof LostLease) {
      world.log.info(error.message);
      return;
    }
    const level = mayPass(error) ? "warn" : "error";
    world.log[level]({ preview: title, err: error }, `could not look after a preview: ${messageOf(error)}`);
  }
  await postponePreview(world.db, preview, inMs);
  world.nudges.nudgeIn("previews", inMs);
}

function titleOf({ repositoryId, config, channel, branch }: ClaimedPreview): string {
  return previewTitle({ repositoryId, base: { config, channel }, branch });
}

/** @returns in how many milliseconds it is to be looked at again */
async function bringOn(world: World, preview: ClaimedPreview): Promise<number> {
  const { placed } = preview;
  let state = await releaseStateNow(world);
  let plan = await previewPlan(world, state, preview);
  // What the last push has said may be old: nothing is made or deleted by it.
  if (placed === undefined ? plan.kind === "deploy" : !isSamePlace(plan, placed)) {
    state = await readReleaseState(world.github, world.settings.releases);
    plan = await previewPlan(world, state, preview);
  }
  if (placed !== undefined && !isSamePlace(plan, placed))
    return takeAway(world, state, { preview, placed, plan });
  switch (plan.kind) {
    case "gone":
      await forgetPreview(world.db, preview);
      return SOON_MS;
    case "deploy":
      return deployOrSay(world, state, { preview, plan });
    case "held": {
      // What runs goes on.
      const state = preview.deployed === undefined ? "waiting" : preview.state;
      await note(world, preview, { state, says: plan.says });
      return LATER_MS;
    }
    default:
      await note(world, preview, { state: plan.kind === "off" ? "refused" : plan.kind, says: plan.says });
      return LATER_MS;
  }
}

/** Whether what runs may stay where it is. */
function isSamePlace(plan: PreviewPlan, { cluster, namespace }: PreviewPlace): boolean {
  if (plan.kind !== "deploy") return plan.kind !== "gone" && plan.kind !== "off";
  return plan.place.cluster === cluster && plan.place.namespace === namespace;
}

async function takeAway(
  world: World,
  { config }: ReleaseState,
  {
    preview,
    placed,
    plan,
  }: { readonly preview: ClaimedPreview; readonly placed: PreviewPlace; readonly plan: PreviewPlan },
): Promise<number> {
  const { cluster, namespace } = placed;
  if (!Object.hasOwn(config.clusters, cluster)) {
    const says = `db/server.yaml lists no cluster ${cluster} any more, in which the preview has the namespace ${namespace}: list it until the preview is gone`;
    await note(world, preview, { state: "removing", says });
    return LATER_MS;
  }
  const owner = targetOfNamespace(config, placed);
  if (owner !== undefined) {
    const says = `${namespace} of ${cluster} is the namespace of ${owner} by now, and stays: delete it yourself, or give ${owner} another`;
    await note(world, preview, { state: "removing", says });
    return LATER_MS;
  }
  await note(world, preview, {
    state: "removing",
    says: `the namespace ${namespace} of ${cluster} is being deleted`,
  });
  try {
    const place = world.engines.kubernetes.previewNamespace(
      placed,
      clusterOf(config, cluster),
      titleOf(preview),
    );
    if (!(await removeNamespace(place))) return SOON_MS;
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    await note(world, preview, { state: "removing", says: error.message });
    return LATER_MS;
  }
  if (plan.kind === "gone") await forgetPreview(world.db, preview);
  else await note(world, preview, { placed: null });
  world.log.info({ preview: titleOf(preview), cluster, namespace }, "a preview is gone");
  return 0;
}

interface Deploy {
  readonly preview: ClaimedPreview;
  readonly plan: Extract<PreviewPlan, { kind: "deploy" }>;
}

async function deployOrSay(world: World, state: ReleaseState, { preview, plan }: Deploy): Promise<number> {
  try {
    const seen = await deploy(world, state, { preview, plan });
    const stands = seen === undefined ? "waiting" : STATES[seen.kind];
    const says = seen?.says ?? `the namespace ${plan.place.namespace} is still being deleted`;
    if (stands !== preview.state)
      world.log.info(
        { preview: titleOf(preview), state: stands, says, ...plan.place },
        "a preview has come on",
      );
    await note(world, preview, { state: stands, says });
    return stands === "live" || stands === "failed" ? LATER_MS : SOON_MS;
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    await note(world, preview, { state: "failed", says: error.message });
    return LATER_MS;
  }
}

const STATES: Readonly<Record<Observation["kind"], PreviewState>> = {
  progressing: "deploying",
  synced: "deploying",
  healthy: "live",
  superseded: "deploying",
  reverted: "failed",
  failed: "failed",
};

/** @returns undefined while an older namespace of that name is being deleted */
async function deploy(
  world: World,
  { config }: ReleaseState,
  { preview, plan: { place, placement, wanted } }: Deploy,
): Promise<Observation | undefined> {
  const cluster = clusterOf(config, place.cluster);
  // Before it is made, so that nothing is ever there of which nobody knows.
  if (preview.placed === undefined) await note(world, preview, { placed: place });
  const title = titleOf(preview);
  if (!(await makeNamespace(world.engines.kubernetes.previewNamespace(place, cluster, title))))
    return undefined;
  const engine = world.engines.kubernetes.at(
    { ...placement, namespace: place.namespace },
    cluster,
    wanted.target,
  );
  const { to, config: home } = wanted;
  const ask: SyncAsk = {
    id: eventId(JSON.stringify([title, to, home])),
    repository: home.repository,
    commit: to.configSha ?? "",
    wanted,
    prunes: false,
    since: preview.since,
    // Its cluster is told by the server alone.
    standingOf: async () => "not later",
  };
  await step("previews.request", () => engine.request(ask, () => insist(world, preview)));
  if (preview.deployed === undefined || !isSameDesired(preview.deployed, to)) {
    await note(world, preview, { deployed: to, state: "deploying", says: "the cluster has been told" });
  }
  // What was changed by hand since is found by comparing all of it.
  if (preview.state === "live") await step("previews.keep", () => engine.keep(wanted));
  return await step("previews.observe", () => engine.observe(ask));
}

/** @throws LostLease where another replica has it by now */
async function insist(world: World, { id, fence, ...preview }: ClaimedPreview): Promise<void> {
  const isOurs = await renewLease(world.db, "previews", { id, fence, leaseMs: LEASE_MS });
  if (!isOurs) throw new LostLease(titleOf({ id, fence, ...preview }));
}

/** @throws LostLease where another replica has it by now */
async function note(world: World, preview: ClaimedPreview, change: PreviewChange): Promise<void> {
  if (!(await notePreview(world.db, preview, change))) throw new LostLease(titleOf(preview));
}

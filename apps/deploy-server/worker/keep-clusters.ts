import { clusterOf, type Placement } from "../../../lib/deploys/config/server-config.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import { isActive } from "../../../lib/deploys/request.ts";
import { parseTargetKey, targetKey, type Target } from "../../../lib/deploys/target.ts";
import { takeChore } from "../../../lib/store/chores.ts";
import { listRequests, openRequests } from "../../../lib/store/request-lists.ts";
import { step } from "../../../lib/store/step.ts";
import { EngineRefusal } from "../engines/engine.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { desiredIn, recordOf } from "../targets/artifact.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { wantedOf } from "./wanted.ts";

/** Requests among which the last one is that has written something: most others were refused. */
const LOOKED_AT = 20;
/** How often a target is compared with its cluster that nobody asks about. */
const KEEP_MS = 30_000;

/** How often it is looked whether there are such targets by now, where there were none. */
const LOOK_MS = 10 * 60_000;

/**
 * Looks after the targets of the engine kubernetes, one replica for all: that each has its object, and that nobody has
 * changed what was applied.
 * @returns what does so each time that it is called, and returns 0: what was found is written down in the cluster
 */
export function clusterKeeper(world: World): () => Promise<number> {
  const { clock, db } = world;
  let notBefore = 0;
  return async () => {
    const now = clock.now();
    const chore = { name: "clusters", at: now.toISOString(), everyMs: KEEP_MS };
    if (now.getTime() < notBefore || !(await takeChore(db, chore))) return 0;
    const kept = await keepAll(world);
    if (kept === 0) notBefore = now.getTime() + LOOK_MS;
    return 0;
  };
}

/** @returns how many there are */
async function keepAll(world: World): Promise<number> {
  const { github, settings } = world;
  const state = await readReleaseState(github, settings.releases);
  let kept = 0;
  for (const [key, placements] of Object.entries(state.config.targets)) {
    const target = parseTargetKey(key);
    if (target === undefined) continue;
    for (const placement of placements) {
      if (clusterOf(state.config, placement.cluster).engine !== "kubernetes") continue;
      kept += 1;
      await keep(world, state, { target, placement });
    }
  }
  return kept;
}

interface Kept {
  readonly target: Target;
  readonly placement: Placement;
}

async function keep(world: World, state: ReleaseState, { target, placement }: Kept): Promise<void> {
  const { db, engines, log } = world;
  // A request that is at work there looks after it by itself.
  const open = await openRequests(db, target);
  if (open.some(({ request }) => isActive(request))) return;
  const to = await desiredNow(world, state, target);
  const wanted = await wantedOf(world, state, { placement, target, to });
  try {
    const engine = engines.kubernetes.at(placement, clusterOf(state.config, placement.cluster), target);
    await step("keep.keep", () => engine.keep(wanted));
  } catch (error) {
    const level = error instanceof EngineRefusal || mayPass(error) ? "warn" : "error";
    log[level]({ target: targetKey(target), err: error }, `could not look after it: ${messageOf(error)}`);
  }
}

/**
 * What the ledger says should run, with the config's commit as the request has it that wrote it, where the ledger leaves
 * that out.
 */
async function desiredNow({ db }: World, state: ReleaseState, target: Target): Promise<Desired> {
  const ledger = desiredIn(state, target);
  const isWhole = recordOf(state, target)?.config !== undefined || ledger.kind === "artifactless";
  if (isWhole) return ledger;
  const requests = await listRequests(db, { target, limit: LOOKED_AT });
  const written = requests.find(({ request }) => request.commit !== undefined)?.request.to;
  if (written === undefined) return ledger;
  const isSameArtifact =
    written.artifact?.sha === ledger.artifact?.sha && written.artifact?.digest === ledger.artifact?.digest;
  return isSameArtifact ? written : ledger;
}

import { takeChore } from "../../../lib/store/chores.ts";
import { pruneSyncs } from "../../../lib/store/syncs.ts";
import type { World } from "../world.ts";
import { begin } from "./begin.ts";

const HOUR_MS = 3_600_000;
/** As many are kept for people who look what they have done. */
const KEPT = 30;

/** Begins a sync where it is time: at once with an empty database, which then learns what there is. */
export async function syncNightly(world: World): Promise<void> {
  const { clock, db, settings } = world;
  const { syncEveryHours } = settings;
  if (syncEveryHours === 0) return;
  const chore = {
    name: "sync",
    at: clock.now().toISOString(),
    everyMs: syncEveryHours * HOUR_MS,
  };
  if (!(await takeChore(db, chore))) return;
  await pruneSyncs(db, KEPT);
  await begin(world, { askedBy: "nightly", isDryRun: false, confirmed: [] });
}

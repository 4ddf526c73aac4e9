import { randomUUID } from "node:crypto";
import { beginSync, type Sync } from "../../../lib/store/syncs.ts";
import { isoTime } from "../clock.ts";
import type { World } from "../world.ts";

/** What somebody wants of a sync. */
export interface WantedSync {
  /** A login, or `nightly`. */
  readonly askedBy: string;
  /** Only says what it would do. */
  readonly isDryRun: boolean;
  /** The names of configs that may go although too many are missed at once. */
  readonly confirmed: readonly string[];
}

/** Begins a sync, unless one is under way. @returns that one, or the new one */
export async function begin(
  world: World,
  wanted: WantedSync,
): Promise<{ readonly sync: Sync; readonly isNew: boolean }> {
  const begun = await beginSync(world.db, { id: randomUUID(), ...wanted, at: isoTime(world.clock) });
  const { sync, isNew } = begun;
  if (isNew) world.log.info({ sync: sync.id, askedBy: sync.askedBy, isDryRun: sync.isDryRun }, "sync begun");
  world.nudges.nudge("syncs");
  return begun;
}

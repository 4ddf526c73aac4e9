import { takeIfLeft } from "../../../lib/store/allowance.ts";
import type { World } from "../world.ts";

/**
 * Takes a commit of those that GitHub allows, for all replicas together: what comes meanwhile gathers for it.
 * @returns in how many milliseconds there may be one; 0 if it was taken
 */
export async function takeCommit({ db, settings }: World): Promise<number> {
  const { minute, hour } = settings.commits;
  // Only one replica is let through at a time, and so one at most takes of the hour's without a commit.
  return (await takeIfLeft(db, minute, 1)) || takeIfLeft(db, hour, 1);
}

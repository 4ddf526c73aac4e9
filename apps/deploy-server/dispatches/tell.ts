import { endedDispatches } from "../../../lib/store/dispatches.ts";
import type { World } from "../world.ts";

/**
 * Tells those who wait here for dispatches that another replica has decided.
 * @returns 0: there is nothing to do before the next look
 */
export async function tellOutcomes({ db, awaited }: World): Promise<number> {
  awaited.tell(await endedDispatches(db, awaited.ids));
  return 0;
}

import { finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { wakeRequests } from "../../../lib/store/requests.ts";
import type { World } from "../world.ts";

/** As many of the newest requests as may wait for one build. */
const LOOKED_AT = 100;

/** A build has come further: requests that wait for one look again. */
export async function handleBuildEvent(world: World, entry: ClaimedEntry): Promise<void> {
  const newest = await listRequests(world.db, { limit: LOOKED_AT });
  const waiting = newest
    .filter(({ request }) => request.state === "resolving")
    .map(({ request }) => request.id);
  await wakeRequests(world.db, waiting);
  await finishEntry(world.db, entry);
  if (waiting.length > 0) world.nudges.nudge("requests");
}

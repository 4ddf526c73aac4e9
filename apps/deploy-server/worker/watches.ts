import { hasEnded } from "../../../lib/deploys/request.ts";
import { findRequest, wakeRequests } from "../../../lib/store/requests.ts";
import { step } from "../../../lib/store/step.ts";
import type { Engine } from "../engines/engine.ts";
import { messageOf } from "../trouble.ts";
import type { World } from "../world.ts";

/** Listens to a request's engine, once: whatever it tells of makes the request due. Looking goes on beside. */
export function watchFor(world: World, id: string, engine: Engine): void {
  const { watches } = world;
  if (watches.has(id)) return;
  const stopping = new AbortController();
  watches.set(id, stopping);
  void follow(world, id, { engine, stopping });
}

export function stopWatches({ watches }: World): void {
  for (const stopping of watches.values()) stopping.abort();
}

async function follow(
  world: World,
  id: string,
  { engine, stopping }: { readonly engine: Engine; readonly stopping: AbortController },
): Promise<void> {
  const { signal } = stopping;
  try {
    await step("watch.follow", () => engine.watch(() => void wake(world, id, stopping), signal));
  } catch (error) {
    if (!signal.aborted) world.log.info({ request: id }, `the engine is only looked at: ${messageOf(error)}`);
  } finally {
    world.watches.delete(id);
  }
}

/** Another replica may have brought the request to its end: then there is nothing left to listen for. */
async function wake(world: World, id: string, stopping: AbortController): Promise<void> {
  try {
    const stored = await findRequest(world.db, id);
    if (stored === undefined || hasEnded(stored.request)) stopping.abort();
    else await wakeRequests(world.db, [id]);
    world.nudges.nudge("requests");
  } catch (error) {
    world.log.warn({ request: id, err: error }, `could not wake the request: ${messageOf(error)}`);
  }
}

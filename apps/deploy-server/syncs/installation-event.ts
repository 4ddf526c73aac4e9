import { finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { hasBegunSince } from "../../../lib/store/syncs.ts";
import { Passing } from "../trouble.ts";
import type { World } from "../world.ts";
import { begin } from "./begin.ts";

/**
 * The App was installed, suspended, let in again, or given or taken repositories. Such events come in any order, and say
 * nothing of what the others did: a sync asks for all of it as it is by now.
 */
export async function handleInstallationEvent(world: World, entry: ClaimedEntry): Promise<void> {
  world.github.forgetTokens();
  const isApp = world.settings.github.login.kind === "app";
  // Whatever came before a sync began, that sync sees.
  if (isApp && !(await hasBegunSince(world.db, entry.receivedAt))) {
    const wanted = { askedBy: entry.kind, isDryRun: false, confirmed: [] };
    const { sync, isNew } = await begin(world, wanted);
    // It may have asked before this has happened.
    if (!isNew) throw new Passing(`sync ${sync.id} is under way, and began before this event`);
  }
  await finishEntry(world.db, entry);
}

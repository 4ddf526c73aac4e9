import { announce } from "./announce.ts";
import type { TokenGrant } from "./model.ts";
import { followPush } from "./pulls/follow-push.ts";
import { pushEvent, type RefChange } from "./push-event.ts";
import type { StoredRepository } from "./repositories.ts";
import type { World } from "./world.ts";

/** GitHub creates no events for tags when more than this many are pushed at once. */
const MAX_TAGS = 3;

/**
 * Tells workflows of refs that have just moved, and takes pull requests along. What a job's own GITHUB_TOKEN pushes starts no workflow:
 * GitHub prevents endless loops this way.
 */
export async function announcePush(
  world: World,
  repository: StoredRepository,
  changes: readonly RefChange[],
  by: TokenGrant,
): Promise<void> {
  repository.pushedAt = world.clock();
  // Without anyone who listens, git need not be asked what the push has brought.
  const isHeard = (by.kind !== "actions" && world.events.heard) || world.webhooks.wants("push");
  if (isHeard) await tellPush(world, repository, changes, by);
  await followPush(world, repository, changes, by);
}

async function tellPush(
  world: World,
  repository: StoredRepository,
  changes: readonly RefChange[],
  by: TokenGrant,
): Promise<void> {
  const tags = changes.filter(({ ref }) => ref.startsWith("refs/tags/"));
  const branches = changes.filter(({ ref }) => ref.startsWith("refs/heads/"));
  const told = tags.length > MAX_TAGS ? branches : [...branches, ...tags];
  const events = await Promise.all(told.map((change) => pushEvent(world, repository, change, by.actor)));
  for (const event of events) announce(world, event, by);
}

import { announce } from "./announce.ts";
import type { TokenGrant } from "./model.ts";
import { followPush } from "./pulls/follow-push.ts";
import { pushEvent, type RefChange } from "./push-event.ts";
import type { StoredRepository } from "./repositories.ts";
import { repositoryShape } from "./shapes/repository.ts";
import { userShape } from "./shapes/user.ts";
import type { World } from "./world.ts";

const NOTHING = "0".repeat(40);
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
  for (const { ref } of told.filter(({ after }) => after === NOTHING))
    tellDeleted(world, repository, { ref, by });
}

/** A branch or a tag that is deleted is told twice: as a push that leads nowhere, and as this. */
function tellDeleted(
  world: World,
  repository: StoredRepository,
  { ref, by }: { readonly ref: string; readonly by: TokenGrant },
): void {
  world.webhooks.tell({
    name: "delete",
    repository: repository.info,
    payload: {
      ref: ref.replace(/^refs\/(heads|tags)\//, ""),
      ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
      pusher_type: "user",
      repository: repositoryShape(world, repository),
      sender: userShape(world, by.actor),
    },
  });
}

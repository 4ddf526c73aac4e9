import { peopleOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import { adoptedRequest } from "../../../lib/deploys/request.ts";
import { targetKey } from "../../../lib/deploys/target.ts";
import { requestsOfRelease } from "../../../lib/store/request-lists.ts";
import { insertRequest } from "../../../lib/store/requests.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { tellings } from "../messages/tellings.ts";
import { desiredOf } from "../targets/artifact.ts";
import type { World } from "../world.ts";
import { eventId } from "./event-id.ts";
import { isToAdopt, releaseText, targetOf, type Released } from "./released.ts";

/**
 * Makes a request of each release that an Actions writer has committed for one of the server's targets; of one that comes
 * again, nothing more.
 */
export async function adoptReleases(
  world: World,
  state: ReleaseState,
  released: readonly Released[],
): Promise<void> {
  for (const one of released.filter((release) => isToAdopt(state, release))) await adopt(world, state, one);
}

async function adopt(world: World, { config }: ReleaseState, released: Released): Promise<void> {
  const { record, before, commit } = released;
  const target = targetOf(record);
  const key = `adopt ${record.dispatch_id} ${targetKey(target)}`;
  const known = await requestsOfRelease(world.db, record.dispatch_id);
  if (known.some(({ request }) => targetKey(request.target) === targetKey(target))) return;
  // Where the channel is told of it: nobody has asked for it in a chat.
  const [chatChannel] = peopleOf(config, target.channel).chatChannels;
  const request = adoptedRequest(
    {
      id: eventId(key),
      target,
      from: desiredOf(before),
      to: desiredOf(record),
      commit,
      by: { via: "event", login: record.released_by, chatChannel },
      why: "released by a workflow",
      correlation: record.dispatch_id,
      waves: placementsOf(config, target).length,
    },
    world.clock.now().toISOString(),
  );
  const { isNew } = await insertRequest(world.db, request, { wishKey: key, messages: tellings(request) });
  if (!isNew) return;
  world.log.info({ request: request.id, release: releaseText(released) }, "adopted a release");
  world.nudges.nudge("requests");
  world.nudges.nudge("messages");
}

import { peopleOf, type ServerConfig } from "../../../lib/deploys/config/server-config.ts";
import { superfluous } from "../../../lib/deploys/queue.ts";
import type { Wish } from "../../../lib/deploys/request.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { transition } from "../../../lib/deploys/transition.ts";
import { openRequests } from "../../../lib/store/request-lists.ts";
import type { StoredRequest } from "../../../lib/store/request-row.ts";
import { saveRequest } from "../../../lib/store/requests.ts";
import { isoTime } from "../clock.ts";
import { tellings } from "../messages/tellings.ts";
import { askFor } from "../requests/ask-for.ts";
import type { World } from "../world.ts";
import { eventId } from "./event-id.ts";
import type { Origin } from "./origin.ts";

/** What an event asks for by itself. */
export interface EventWish {
  readonly target: Target;
  readonly kind: "autodeploy" | "undeploy";
  readonly wish: Wish;
  readonly config: ServerConfig;
}

/** Makes a request of what an event asks for, once however often it is worked on; of several autodeploys the newest stays. */
export async function makeRequest(
  world: World,
  { by, key, repository }: Origin,
  { target, kind, wish, config }: EventWish,
): Promise<void> {
  // Where the channel is told of it: nobody has asked for it in a chat.
  const [chatChannel] = peopleOf(config, target.channel).chatChannels;
  const why = kind === "undeploy" ? `its config was deleted in ${repository.name}` : "";
  const answer = await askFor(world, {
    config,
    asked: {
      id: eventId(`${kind} ${key} ${targetKey(target)}`),
      target,
      kind,
      wish,
      by: { via: "event", account: by, login: by?.login, chatChannel },
      why,
    },
  });
  if (answer.kind === "unknown target") {
    world.log.info({ target: targetKey(target) }, "db/server.yaml lists no such target: nothing is deployed");
    return;
  }
  await supersede(world, answer);
  if (!answer.isNew) return;
  world.log.info(
    { request: answer.request.id, target: targetKey(target), kind, key },
    "an event made a request",
  );
}

/** What somebody moves on at this very moment stays: it is looked at again before it is written. */
async function supersede(world: World, newest: StoredRequest): Promise<void> {
  const open = await openRequests(world.db, newest.request.target);
  for (const { request } of superfluous(open, newest)) {
    const reason = { code: "superseded", message: "a newer commit is deployed instead" };
    const result = transition(request, { type: "superseded", reason }, isoTime(world.clock));
    if (result.kind !== "moved") continue;
    await saveRequest(world.db, { request: result.request, messages: tellings(result.request) });
  }
}

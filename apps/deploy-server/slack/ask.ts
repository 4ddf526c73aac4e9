import type { DeployRequest, RequestKind, Wish } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { finishEntry } from "../../../lib/store/inbox.ts";
import { readReleaseState } from "../github/release-files.ts";
import { escaped } from "../messages/text.ts";
import { askFor } from "../requests/ask-for.ts";
import type { World } from "../world.ts";
import { requestLead } from "./lead.ts";
import { putReply, reply, type Asked } from "./reply.ts";

/** Makes a request of a wish; the same wish again is the same request. */
export async function ask(
  world: World,
  { entry, typed }: Asked,
  wish: {
    readonly target: Target;
    readonly wish: Wish;
    readonly why: string;
    readonly kind: RequestKind;
    /** What two people ask for as one, such as a button's meaning; else each asks for themselves. */
    readonly once?: string | undefined;
  },
): Promise<void> {
  const { config } = await readReleaseState(world.github, world.settings.releases);
  const { team, user, channel } = typed;
  const by = { via: "slack", chat: { team, user }, chatChannel: channel } as const;
  const answer = await askFor(
    world,
    { config, asked: { ...wish, by } },
    async (transaction, { isNew, request }) => {
      if (!isNew) {
        const text = `${whoOf(request, user)} asked for that already: it is ${request.state} (request ${request.id}).`;
        await putReply(transaction, { entry, typed }, text);
      }
      await finishEntry(transaction, entry);
    },
  );
  if (answer.kind === "unknown target") {
    await reply(world, { entry, typed }, `${requestLead(wish.kind)}: ${escaped(answer.fault.says)}.`);
  }
}

/** Whose the request is that is there already, as somebody is told of it. */
function whoOf({ by }: DeployRequest, user: string): string {
  if (by.chat?.user === user) return "You have";
  return by.chat === undefined ? "Somebody has" : `<@${by.chat.user}> has`;
}

import { randomUUID } from "node:crypto";
import {
  channelsOf,
  configsOf,
  placementsOf,
  type ServerConfig,
} from "../../../lib/deploys/config/server-config.ts";
import { wishKey } from "../../../lib/deploys/idempotency.ts";
import { unknownName } from "../../../lib/deploys/nearest.ts";
import { newRequest, type DeployRequest, type RequestKind, type Wish } from "../../../lib/deploys/request.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { finishEntry } from "../../../lib/store/inbox.ts";
import { insertRequest } from "../../../lib/store/requests.ts";
import { inTransaction } from "../../../lib/store/store.ts";
import { readReleaseState } from "../github/release-files.ts";
import { tellings } from "../messages/tellings.ts";
import { escaped } from "../messages/text.ts";
import type { World } from "../world.ts";
import { requestLead } from "./lead.ts";
import { putReply, reply, type Asked } from "./reply.ts";

/** Makes a request of a wish; the same wish again is the same request. */
export async function ask(
  world: World,
  { entry, typed }: Asked,
  {
    target,
    wish,
    why,
    kind,
    once,
  }: {
    readonly target: Target;
    readonly wish: Wish;
    readonly why: string;
    readonly kind: RequestKind;
    /** What two people ask for as one, such as a button's meaning; else each asks for themselves. */
    readonly once?: string;
  },
): Promise<void> {
  const { config } = await readReleaseState(world.github, world.settings.releases);
  const fault = targetFault(config, target);
  if (fault !== undefined) {
    await reply(world, { entry, typed }, `${requestLead(kind)}: ${escaped(fault.says)}.`);
    return;
  }
  const { team, user, channel } = typed;
  const chat = { team, user };
  const request = newRequest(
    {
      id: randomUUID(),
      target,
      kind,
      wish,
      by: { via: "slack", chat, chatChannel: channel },
      why,
      waves: placementsOf(config, target).length,
    },
    world.clock.now().toISOString(),
  );
  const key = once ?? wishKey(chat, { kind, target, wish });
  await inTransaction(world.db, async (transaction) => {
    const { isNew, request: known } = await insertRequest(transaction, request, {
      wishKey: key,
      messages: tellings(request),
    });
    if (!isNew) {
      const text = `${whoOf(known, user)} asked for that already: it is ${known.state} (request ${known.id}).`;
      await putReply(transaction, { entry, typed }, text);
    }
    await finishEntry(transaction, entry);
  });
  world.nudges.nudge("requests");
  world.nudges.nudge("messages");
}

/** Whose the request is that is there already, as somebody is told of it. */
function whoOf({ by }: DeployRequest, user: string): string {
  if (by.chat?.user === user) return "You have";
  return by.chat === undefined ? "Somebody has" : `<@${by.chat.user}> has`;
}

/** What is not known of a target. */
export interface TargetFault {
  /** Which of its two names it is about. */
  readonly field: keyof Target;
  /** With the nearest name; without a full stop. */
  readonly says: string;
}

/** @returns undefined where it is listed */
export function targetFault(config: ServerConfig, target: Target): TargetFault | undefined {
  if (placementsOf(config, target).length > 0) return undefined;
  const configs = configsOf(config);
  if (!configs.includes(target.config)) {
    return { field: "config", says: unknownName("app", target.config, configs) };
  }
  const channels = channelsOf(config).filter(
    (channel) => placementsOf(config, { ...target, channel }).length > 0,
  );
  const says = `${unknownName("channel", target.channel, channels)} (of ${targetKey(target)})`;
  return { field: "channel", says };
}

import { randomUUID } from "node:crypto";
import { peopleOf, placementsOf, type ServerConfig } from "../../../lib/deploys/config/server-config.ts";
import { wishKey } from "../../../lib/deploys/idempotency.ts";
import { newRequest, type DeployRequest, type Requester } from "../../../lib/deploys/request.ts";
import type { StoredRequest } from "../../../lib/store/request-row.ts";
import { insertRequest } from "../../../lib/store/requests.ts";
import { step } from "../../../lib/store/step.ts";
import { inTransaction, type Db } from "../../../lib/store/store.ts";
import { isoTime } from "../clock.ts";
import { tellings } from "../messages/tellings.ts";
import type { World } from "../world.ts";
import { targetFault, type TargetFault } from "./target-fault.ts";

/** What somebody, or an event, asks for: by chat, page or API. */
export interface AskedWish extends Pick<DeployRequest, "target" | "kind" | "wish" | "why"> {
  readonly by: Requester;
  /** What is the same asked twice, such as a button's meaning; else each asks for themselves. */
  readonly once?: string | undefined;
  /** The request's id, where it follows from what asks; a new one unless said. */
  readonly id?: string | undefined;
}

/** The request that there is now: the wish's own, or that of the same wish before. */
export interface Made extends StoredRequest {
  readonly isNew: boolean;
}

export type AnswerToWish =
  | ({ readonly kind: "made" } & Made)
  /** The target is not listed, and nothing was made. */
  | { readonly kind: "unknown target"; readonly fault: TargetFault };

/**
 * Makes a request of a wish, whoever asks and wherever they do; the same wish again is the same request while it is open.
 * Who asks, and whether they may, is judged when the request is worked on, and again before the engine is asked.
 * @param config db/server.yaml as it is now
 * @param along saves what belongs to it, in the same transaction
 */
export async function askFor(
  world: World,
  { config, asked }: { readonly config: ServerConfig; readonly asked: AskedWish },
  along: (transaction: Db, made: Made) => Promise<void> = nothingMore,
): Promise<AnswerToWish> {
  const fault = targetFault(config, asked.target);
  if (fault !== undefined) return { kind: "unknown target", fault };
  const { id = randomUUID(), target, kind, wish, why, once } = asked;
  // Where the channel is told of what was asked elsewhere: those who may approve it are there.
  const [told] = peopleOf(config, target.channel).chatChannels;
  const by = { ...asked.by, chatChannel: asked.by.chatChannel ?? told };
  const waves = placementsOf(config, target).length;
  const request = newRequest({ id, target, kind, wish, by, why, waves }, isoTime(world.clock));
  const key = once ?? wishKey(askerOf(by), { kind, target, wish });
  const made = await inTransaction(world.db, async (transaction) => {
    const stored = await insertRequest(transaction, request, {
      wishKey: key,
      messages: tellings(request),
    });
    await step("ask.along", () => along(transaction, stored));
    return stored;
  });
  world.nudges.nudge("requests");
  world.nudges.nudge("messages");
  return { kind: "made", ...made };
}

/** Nobody asks twice as two: a person of a chat is known by it before their account is. */
function askerOf({ chat, account, via }: Requester): Parameters<typeof wishKey>[0] {
  if (chat !== undefined) return chat;
  return via === "event" || account === undefined ? "event" : account;
}

async function nothingMore(): Promise<void> {}

import { allKept, LEASE_MS } from "../../../lib/store/keep.ts";
import {
  claimMessages,
  messageDeferred,
  messageSent,
  type ClaimedMessage,
} from "../../../lib/store/messages.ts";
import { messageOf, Passing } from "../trouble.ts";
import type { World } from "../world.ts";
import { tellGitHub } from "./github.ts";
import { readTelling } from "./read-telling.ts";
import { tellChannel, tellPerson } from "./slack.ts";

const AT_ONCE = 10;
/** A message that changes often is not sent each time. */
const PACE_MS = 1_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/** Sends messages whose newest state was not sent, all that are equally urgent at once. @returns how many there were */
export async function sendMessages(world: World): Promise<number> {
  const { allowance } = world.settings.slack;
  const claim = { owner: world.replica, leaseMs: LEASE_MS, limit: AT_ONCE, allowance };
  const rows = await claimMessages(world.db, claim);
  await allKept(world.db, { table: "messages", rows }, (message) => sendOne(world, message));
  return rows.length;
}

async function sendOne(world: World, message: ClaimedMessage): Promise<void> {
  try {
    const address = await tell(world, message);
    const paceInMs = message.isFinal ? 0 : PACE_MS;
    await messageSent(world.db, message, { address, paceInMs });
    if (paceInMs > 0) world.nudges.nudgeIn("messages", paceInMs);
  } catch (error) {
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(10, message.attempts - 1));
    const retryInMs = error instanceof Passing ? (error.retryInMs ?? wait) : wait;
    world.log.warn({ thread: message.thread, err: error, retryInMs }, `could not tell: ${messageOf(error)}`);
    await messageDeferred(world.db, message, { error: messageOf(error), retryInMs });
    world.nudges.nudgeIn("messages", retryInMs);
  }
}

/** @returns where it is now */
async function tell(world: World, { body, address, attempts, requestId }: ClaimedMessage): Promise<object> {
  const telling = readTelling(body);
  const isRepeated = attempts > 1;
  switch (telling.to) {
    case "channel":
      return tellChannel(world, telling, { address, requestId, isRepeated });
    case "person":
      return tellPerson(world, telling);
    default:
      return tellGitHub(world, telling, { address, isRepeated });
  }
}

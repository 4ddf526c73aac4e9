import { finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { putMessage } from "../../../lib/store/messages.ts";
import { inTransaction, type Db } from "../../../lib/store/store.ts";
import type { PersonTelling } from "../messages/telling.ts";
import type { World } from "../world.ts";

/** Who typed, and where. */
export interface Typed {
  readonly team: string;
  readonly user: string;
  readonly channel: string;
  readonly responseUrl: string | undefined;
}

/** What a command came with. */
export interface Asked {
  readonly entry: ClaimedEntry;
  readonly typed: Typed;
}

/** Answers the one who typed, and nobody else. */
export async function reply(world: World, { entry, typed }: Asked, text: string): Promise<void> {
  await inTransaction(world.db, async (transaction) => {
    await putReply(transaction, { entry, typed }, text);
    await finishEntry(transaction, entry);
  });
  world.nudges.nudge("messages");
}

export async function putReply(db: Db, { entry, typed }: Asked, text: string): Promise<void> {
  const { channel, user, responseUrl } = typed;
  const body: PersonTelling = { to: "person", channel, user, text, responseUrl };
  await putMessage(db, { thread: `reply ${entry.id}`, revision: 1, isFinal: true, body });
}

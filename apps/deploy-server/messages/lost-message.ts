import { step } from "../../../lib/store/step.ts";
import { listAt, textAt } from "../narrow.ts";
import { messageOf } from "../trouble.ts";
import type { World } from "../world.ts";

/** What marks a request's message, unseen by people. */
const EVENT_TYPE = "deploy_request";
/** As many of the channel's newest messages as are looked at. */
const LOOKED_AT = 100;

/** @see https://docs.slack.dev/messaging/message-metadata */
export function metadataOf({ requestId }: { readonly requestId: string | null }) {
  return { event_type: EVENT_TYPE, event_payload: { request: requestId ?? "" } };
}

/**
 * Finds a request's message that was posted by a server that ended before it could note where. Only with the optional
 * scopes channels:history and groups:history: without them the message is posted again, and the first stays as it is.
 */
export async function lostPlace(
  world: World,
  channel: string,
  { requestId, isRepeated }: { readonly requestId: string | null; readonly isRepeated: boolean },
): Promise<{ readonly channel: string; readonly ts: string } | undefined> {
  if (!isRepeated || requestId === null) return undefined;
  const answer = await historyOf(world, channel);
  const found = listAt(answer, "messages").find(
    (message) =>
      textAt(message, "metadata", "event_type") === EVENT_TYPE &&
      textAt(message, "metadata", "event_payload", "request") === requestId,
  );
  const ts = textAt(found, "ts");
  return ts === undefined ? undefined : { channel, ts };
}

async function historyOf(world: World, channel: string): Promise<unknown> {
  try {
    return await step("slack.read history", () =>
      world.slack.conversations.history({ channel, include_all_metadata: true, limit: LOOKED_AT }),
    );
  } catch (error) {
    world.log.info({ channel }, `the channel's history cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

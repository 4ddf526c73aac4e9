import type { KnownBlock } from "@slack/types";
import { step } from "../../../lib/store/step.ts";
import { textAt } from "../narrow.ts";
import { slackCode, slackTrouble } from "../slack-refusal.ts";
import type { World } from "../world.ts";
import { lostPlace, metadataOf } from "./lost-message.ts";
import { privately } from "./private-card.ts";
import type { ChannelTelling, PersonTelling } from "./telling.ts";

/** Where a message is: what `chat.update` asks for, and the message in whose thread it is. */
interface Place {
  readonly channel: string;
  readonly ts: string;
  readonly thread?: string | undefined;
}

/** What is known of a message that is to be sent. */
export interface Sent {
  /** Where it was put before. */
  readonly address: object | null;
  readonly requestId: string | null;
  /** Whether it was tried before: it may have arrived, and nobody has noted where. */
  readonly isRepeated: boolean;
}

/** The request's id leads to its page, where people can sign in to see it. */
function withPage({ settings }: World, telling: ChannelTelling, { requestId }: Sent): ChannelTelling {
  if (requestId === null || settings.github.signIn === undefined) return telling;
  const id = `request ${requestId}`;
  const link = `<${settings.publicUrl}/requests/${requestId}|${id}>`;
  const blocks = telling.blocks.map((block) =>
    block.type === "context"
      ? {
          ...block,
          elements: block.elements.map((one) =>
            one.type === "mrkdwn" && one.text === id ? { ...one, text: link } : one,
          ),
        }
      : block,
  );
  return { ...telling, blocks };
}

/** Slack's words for a channel where the app cannot write. */
const CLOSED = new Set([
  "not_in_channel",
  "channel_not_found",
  "is_archived",
  "restricted_action",
  "restricted_action_read_only_channel",
  "restricted_action_thread_only_channel",
]);
/**
 * Slack's words for a message that is gone, or that cannot be changed any more.
 * @see https://docs.slack.dev/reference/methods/chat.update
 */
const GONE = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "is_inactive",
  "no_permission",
  ...CLOSED,
]);
/**
 * Slack's words for a message to which nobody can reply.
 * @see https://docs.slack.dev/reference/methods/chat.postMessage
 */
const NO_THREAD = new Set([
  "thread_not_found",
  "message_not_found",
  "cannot_reply_to_message",
  "restricted_action_non_threadable_channel",
  "restricted_action_thread_locked",
  ...CLOSED,
]);
/** Slack's words for a channel where nothing can be shown to somebody alone. */
const NOT_THERE = new Set(["user_not_in_channel", ...CLOSED]);
/** Slack's words for somebody who cannot be told anything any more. */
const NOBODY = new Set(["user_not_found", "user_not_visible", "user_disabled", "cannot_dm_bot"]);

/**
 * Posts a request's message, or changes the one that is there. Of one that is gone, its thread is told, and where it has
 * none, the person; the person, too, where the channel is closed.
 */
export async function tellChannel(world: World, told: ChannelTelling, sent: Sent): Promise<object> {
  const telling = withPage(world, told, sent);
  const { text, channel } = telling;
  const place: Place | undefined = placeOf(sent.address) ?? (await lostPlace(world, channel, sent));
  if (place !== undefined) {
    const { thread = place.ts, ...at } = place;
    const blocks = isDirect(at.channel) ? privately(telling) : telling.blocks;
    const isThere = await tried(GONE, () =>
      step("slack.update", () =>
        world.slack.chat.update({ channel: at.channel, ts: at.ts, text, blocks: [...blocks] }),
      ),
    );
    if (isThere !== undefined) return place;
    const replied = placeOf(
      await tried(NO_THREAD, () =>
        step("slack.reply", () =>
          world.slack.chat.postMessage({
            channel: at.channel,
            thread_ts: thread,
            text,
            blocks: [...blocks],
          }),
        ),
      ),
    );
    return replied === undefined ? await postToAsker(world, telling) : { ...replied, thread };
  }
  const posted = await tried(CLOSED, () =>
    step("slack.post", () =>
      world.slack.chat.postMessage({
        channel,
        text,
        blocks: [...telling.blocks],
        metadata: metadataOf(sent),
      }),
    ),
  );
  return placeOf(posted) ?? (await postToAsker(world, telling));
}

/** What nobody in the chat has asked for has nobody else to be told. */
async function postToAsker(world: World, telling: ChannelTelling): Promise<object> {
  const { user, text } = telling;
  return user === undefined ? {} : postToPerson(world, { user, text, blocks: privately(telling) });
}

/** Answers one person: by Slack's own address for it, which lives for half an hour, else in the channel, for them alone. */
export async function tellPerson(world: World, telling: PersonTelling): Promise<object> {
  const { responseUrl, text, channel, user } = telling;
  if (responseUrl !== undefined) {
    const answer = await step("slack.respond", () =>
      fetch(responseUrl, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ response_type: "ephemeral", replace_original: false, text }),
        redirect: "error",
        signal: AbortSignal.timeout(10_000),
      }).catch(() => undefined),
    );
    if (answer?.ok === true) return { channel, user };
  }
  const posted = await tried(NOT_THERE, () =>
    step("slack.post ephemeral", () => world.slack.chat.postEphemeral({ channel, user, text })),
  );
  return posted === undefined ? await postToPerson(world, { user, text, blocks: [] }) : { channel, user };
}

async function postToPerson(
  world: World,
  {
    user,
    text,
    blocks,
  }: { readonly user: string; readonly text: string; readonly blocks: readonly KnownBlock[] },
): Promise<object> {
  const posted = await tried(NOBODY, async () => {
    const opened = await step("slack.open", () => world.slack.conversations.open({ users: user }));
    const channel = textAt(opened, "channel", "id") ?? user;
    const more = blocks.length === 0 ? {} : { blocks: [...blocks] };
    return step("slack.post to person", () => world.slack.chat.postMessage({ channel, text, ...more }));
  });
  return placeOf(posted) ?? { user };
}

function placeOf(answer: unknown): Place | undefined {
  const [channel, ts, thread] = [textAt(answer, "channel"), textAt(answer, "ts"), textAt(answer, "thread")];
  return channel === undefined || ts === undefined ? undefined : { channel, ts, ...(thread && { thread }) };
}

/** Whether a channel is one of the app's direct messages. */
export function isDirect(channel: string): boolean {
  return channel.startsWith("D");
}

/**
 * Calls Slack.
 * @returns undefined where Slack refuses with one of the codes
 * @throws Passing, with how long Slack wants to be left alone
 */
async function tried(codes: ReadonlySet<string>, call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await step("slack.call", () => call());
  } catch (error) {
    const refused = slackCode(error);
    if (refused !== undefined && codes.has(refused)) return undefined;
    throw slackTrouble("Slack did not take it", error);
  }
}

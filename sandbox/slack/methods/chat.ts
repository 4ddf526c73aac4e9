import { checkBlocks } from "../blocks.ts";
import { SlackError } from "../errors.ts";
import type { Block, Channel, Message } from "../model.ts";
import { messageShape } from "../shapes.ts";
import { textArgument } from "../text-argument.ts";
import type { World } from "../world.ts";
import type { Call, Method } from "./method.ts";

const MAX_TEXT = 40_000;
const CONTENT = [
  "text",
  "blocks",
  "metadata",
  "unfurl_links",
  "unfurl_media",
  "mrkdwn",
  "parse",
  "link_names",
] as const;

export const postMessage: Method = {
  name: "chat.postMessage",
  token: "bot",
  scope: "chat:write",
  required: ["channel"],
  optional: [...CONTENT, "thread_ts", "reply_broadcast"],
  answer(call) {
    const { world, app, args } = call;
    const channel = writable(call);
    const thread = textArgument(args, "thread_ts");
    const content = contentOf(args);
    if (thread !== undefined && !hasThread(world, channel, thread)) throw new SlackError("thread_not_found");
    const to = { channel: channel.id, ...(thread === undefined ? {} : { threadTs: thread }) };
    const message = world.post(app, to, {
      ...content,
      ...(args["metadata"] === undefined ? {} : { metadata: args["metadata"] }),
    });
    return { channel: channel.id, ts: message.ts, message: messageShape(world, message) };
  },
};

export const update: Method = {
  name: "chat.update",
  token: "bot",
  scope: "chat:write",
  required: ["channel", "ts"],
  optional: [...CONTENT],
  answer(call) {
    const { world, args } = call;
    const message = ownMessage(call, "cant_update_message");
    const text = textArgument(args, "text") ?? message.text;
    const blocks = args["blocks"] === undefined ? message.blocks : checkBlocks(args["blocks"], "message");
    checkText(text, blocks);
    world.edit(message, { text, blocks });
    return { channel: message.channel, ts: message.ts, text, message: messageShape(world, message) };
  },
};

export const remove: Method = {
  name: "chat.delete",
  token: "bot",
  scope: "chat:write",
  required: ["channel", "ts"],
  optional: [],
  answer(call) {
    const message = ownMessage(call, "cant_delete_message");
    message.isDeleted = true;
    call.world.changes.tell(message.channel);
    return { channel: message.channel, ts: message.ts };
  },
};

export const postEphemeral: Method = {
  name: "chat.postEphemeral",
  token: "bot",
  scope: "chat:write",
  required: ["channel", "user"],
  optional: [...CONTENT, "thread_ts"],
  answer(call) {
    const { world, app, args } = call;
    const channel = writable(call);
    const user = textArgument(args, "user") ?? "";
    if (!channel.members.has(user)) throw new SlackError("user_not_in_channel");
    const thread = textArgument(args, "thread_ts");
    const to = {
      channel: channel.id,
      onlyFor: user,
      ...(thread === undefined ? {} : { threadTs: thread }),
    };
    return { message_ts: world.post(app, to, contentOf(args)).ts };
  },
};

export const getPermalink: Method = {
  name: "chat.getPermalink",
  token: "bot",
  required: ["channel", "message_ts"],
  optional: [],
  answer({ world, args }) {
    const channel = textArgument(args, "channel") ?? "";
    const ts = textArgument(args, "message_ts") ?? "";
    if (!world.channels.has(channel)) throw new SlackError("channel_not_found");
    if (
      !world.messages.some(
        (message) => message.ts === ts && message.channel === channel && !message.isDeleted,
      )
    )
      throw new SlackError("message_not_found");
    return { channel, permalink: `${world.url}/archives/${channel}/p${ts.replace(".", "")}` };
  },
};

/** Whether a message can be replied to: one that was deleted leaves its thread behind, if it had any. */
function hasThread({ messages }: World, { id }: Channel, ts: string): boolean {
  const parent = messages.find((message) => message.ts === ts && message.channel === id);
  const hasReplies = messages.some(({ threadTs, channel }) => threadTs === ts && channel === id);
  return parent !== undefined && (!parent.isDeleted || hasReplies);
}

/** Where the call may write to. @throws SlackError for each reason why not */
function writable({ world, app, args }: Call): Channel {
  const wanted = textArgument(args, "channel") ?? "";
  // A user's id stands for the conversation with that user.
  const channel = world.users.has(wanted)
    ? world.directChannel(app.botUserId, wanted)
    : world.channels.get(wanted);
  const isMember = channel?.members.has(app.botUserId) === true;
  if (channel === undefined || (channel.isPrivate && !isMember)) throw new SlackError("channel_not_found");
  if (channel.isArchived) throw new SlackError("is_archived");
  if (!isMember && !app.scopes.includes("chat:write.public")) throw new SlackError("not_in_channel");
  return channel;
}

/** @see https://docs.slack.dev/reference/methods/chat.update: what it says of channels that the app was taken out of */
function ownMessage({ world, app, args }: Call, foreign: string): Message {
  const channel = world.channels.get(textArgument(args, "channel") ?? "");
  const isMember = channel?.members.has(app.botUserId) === true;
  if (channel === undefined || (channel.isPrivate && !isMember)) throw new SlackError("channel_not_found");
  if (channel.isArchived) throw new SlackError("is_inactive");
  if (!isMember && !app.scopes.includes("chat:write.public")) throw new SlackError("no_permission");
  const found = world.messages.find(
    ({ ts, channel, onlyFor, isDeleted }) =>
      ts === args["ts"] && channel === args["channel"] && onlyFor === undefined && !isDeleted,
  );
  if (found === undefined) throw new SlackError("message_not_found");
  if (found.appId !== app.id) throw new SlackError(foreign);
  return found;
}

function contentOf(args: Readonly<Record<string, unknown>>): {
  readonly text: string;
  readonly blocks: readonly Block[];
} {
  const blocks = args["blocks"] === undefined ? [] : checkBlocks(args["blocks"], "message");
  const text = textArgument(args, "text") ?? "";
  checkText(text, blocks);
  return { text, blocks };
}

function checkText(text: string, blocks: readonly Block[]): void {
  if (text === "" && blocks.length === 0) throw new SlackError("no_text");
  if (text.length > MAX_TEXT) throw new SlackError("msg_too_long");
}

/** What an app answers to a command, or posts to a `response_url`. */
export function respond(
  world: World,
  target: { readonly app: string; readonly channel: string; readonly user: string; readonly ts?: string },
  body: Readonly<Record<string, unknown>>,
): void {
  const app = world.app(target.app);
  const clicked = world.messages.find(({ ts, channel }) => ts === target.ts && channel === target.channel);
  if (body["delete_original"] === true && clicked !== undefined) {
    clicked.isDeleted = true;
    world.changes.tell(target.channel);
    return;
  }
  const content = contentOf(body);
  if (body["replace_original"] === true && clicked !== undefined) {
    world.edit(clicked, content);
    return;
  }
  const isOpen = body["response_type"] === "in_channel";
  const thread = textArgument(body, "thread_ts");
  world.post(
    app,
    {
      channel: target.channel,
      ...(isOpen ? {} : { onlyFor: target.user }),
      ...(thread === undefined ? {} : { threadTs: thread }),
    },
    content,
  );
}

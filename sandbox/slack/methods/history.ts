import { SlackError } from "../errors.ts";
import { messageShape } from "../shapes.ts";
import { textArgument } from "../text-argument.ts";
import type { Method } from "./method.ts";

const PRESET = 100;

/** The newest first, without what only one person sees and without replies in threads, as Slack has it. */
export const conversationsHistory: Method = {
  name: "conversations.history",
  token: "bot",
  required: ["channel"],
  optional: ["oldest", "limit", "include_all_metadata"],
  answer({ world, app, args }) {
    const channel = world.channels.get(textArgument(args, "channel") ?? "");
    const needed = channel?.isPrivate === true ? "groups:history" : "channels:history";
    if (!app.scopes.includes(needed))
      throw new SlackError("missing_scope", { needed, provided: app.scopes.join(",") });
    if (channel === undefined) throw new SlackError("channel_not_found");
    if (!channel.members.has(app.botUserId)) throw new SlackError("not_in_channel");
    const oldest = Number(textArgument(args, "oldest") ?? 0);
    const limit = Number(args["limit"] ?? PRESET);
    const found = world
      .visible(channel.id)
      .filter(({ ts, threadTs }) => threadTs === undefined && Number(ts) > oldest)
      .toReversed();
    const withMetadata = args["include_all_metadata"] === true || args["include_all_metadata"] === "true";
    return {
      messages: found.slice(0, limit).map((message) => {
        const { metadata, ...shape } = { metadata: undefined, ...messageShape(world, message) };
        return withMetadata && metadata !== undefined ? { ...shape, metadata } : shape;
      }),
      has_more: found.length > limit,
    };
  },
};

import { fieldsIn } from "../../narrow.ts";
import { SlackError } from "../errors.ts";
import type { Channel, User } from "../model.ts";
import { channelShape, userShape } from "../shapes.ts";
import { textArgument } from "../text-argument.ts";
import type { Call, Method } from "./method.ts";

export const authTest: Method = {
  name: "auth.test",
  token: "bot",
  required: [],
  optional: [],
  answer({ world, app }) {
    const { team, url } = world;
    return {
      url: `${url}/`,
      team: team.name,
      user: app.name,
      team_id: team.id,
      user_id: app.botUserId,
      bot_id: app.botId,
      is_enterprise_install: false,
    };
  },
};

export const usersInfo: Method = {
  name: "users.info",
  token: "bot",
  scope: "users:read",
  required: ["user"],
  optional: ["include_locale"],
  answer({ world, app, args }) {
    const user = world.users.get(textArgument(args, "user") ?? "");
    if (user === undefined) throw new SlackError("user_not_found");
    return { user: withEmail(userShape(world, user), app.scopes) };
  },
};

export const lookupByEmail: Method = {
  name: "users.lookupByEmail",
  token: "bot",
  scope: "users:read.email",
  required: ["email"],
  optional: [],
  answer({ world, args }) {
    const found = [...world.users.values()].find(
      ({ email, kind, teamId }) =>
        email === args["email"] && kind !== "deactivated" && teamId === world.team.id,
    );
    if (found === undefined) throw new SlackError("users_not_found");
    return { user: userShape(world, found) };
  },
};

/** Addresses are only for those who may read them. */
function withEmail(
  user: Readonly<Record<string, unknown>>,
  scopes: readonly string[],
): Readonly<Record<string, unknown>> {
  if (scopes.includes("users:read.email")) return user;
  const { email: _hidden, ...profile } = fieldsIn(user["profile"]);
  return { ...user, profile };
}

export const conversationsInfo: Method = {
  name: "conversations.info",
  token: "bot",
  scope: "channels:read",
  required: ["channel"],
  optional: ["include_num_members"],
  answer(call) {
    const channel = visible(call);
    const count = call.args["include_num_members"] === true ? { num_members: channel.members.size } : {};
    return { channel: { ...channelShape(call.world, channel, call.app.botUserId), ...count } };
  },
};

export const conversationsMembers: Method = {
  name: "conversations.members",
  token: "bot",
  scope: "channels:read",
  required: ["channel"],
  optional: ["limit", "cursor"],
  answer(call) {
    const members = [...visible(call).members];
    const from = Number(Buffer.from(textArgument(call.args, "cursor") ?? "", "base64").toString() || 0);
    const limit = Number(call.args["limit"] ?? 100);
    const next = from + limit < members.length ? Buffer.from(String(from + limit)).toString("base64") : "";
    return { members: members.slice(from, from + limit), response_metadata: { next_cursor: next } };
  },
};

export const conversationsOpen: Method = {
  name: "conversations.open",
  token: "bot",
  scope: "im:write",
  required: ["users"],
  optional: ["return_im"],
  answer({ world, app, args }) {
    const [wanted = "", ...others] = (textArgument(args, "users") ?? "").split(",");
    if (others.length > 0)
      throw new SlackError("sandbox_unknown", {
        detail: "sandbox does not know conversations of more than two",
      });
    const user: User | undefined = world.users.get(wanted);
    if (user === undefined) throw new SlackError("user_not_found");
    if (user.kind === "deactivated") throw new SlackError("user_disabled");
    return { channel: { id: world.directChannel(app.botUserId, wanted).id } };
  },
};

/** What the bot may see. */
function visible({ world, app, args }: Call): Channel {
  const channel = world.channels.get(textArgument(args, "channel") ?? "");
  if (channel === undefined || (channel.isPrivate && !channel.members.has(app.botUserId)))
    throw new SlackError("channel_not_found");
  return channel;
}

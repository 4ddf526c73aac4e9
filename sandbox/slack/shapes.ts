import type { Channel, Message, User, View } from "./model.ts";
import type { World } from "./world.ts";

export const messageShape = (world: World, message: Message): Readonly<Record<string, unknown>> => ({
  user: message.user,
  type: "message",
  ts: message.ts,
  bot_id: message.botId,
  app_id: message.appId,
  text: message.text,
  team: world.team.id,
  ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
  ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
  ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
});

export function userShape(world: World, user: User): Readonly<Record<string, unknown>> {
  const { id, teamId, name, realName, email, kind } = user;
  // Slack does not call those strangers with whom a channel is shared.
  const isSeen = [...world.channels.values()].some(({ isShared, members }) => isShared && members.has(id));
  const isStranger = teamId !== world.team.id && !isSeen;
  return {
    id,
    team_id: teamId,
    name,
    deleted: kind === "deactivated",
    real_name: realName,
    tz: "Europe/Berlin",
    profile: { real_name: realName, display_name: name, team: teamId, ...(kind === "bot" ? {} : { email }) },
    is_admin: kind === "admin",
    is_owner: false,
    is_restricted: kind === "guest" || kind === "single-channel-guest",
    is_ultra_restricted: kind === "single-channel-guest",
    is_bot: kind === "bot",
    is_app_user: false,
    ...(isStranger ? { is_stranger: true } : {}),
    updated: 1_795_961_439,
  };
}

export const channelShape = (
  world: World,
  channel: Channel,
  member: string,
): Readonly<Record<string, unknown>> => {
  const isDirect = channel.id.startsWith("D");
  return {
    id: channel.id,
    ...(isDirect
      ? { user: [...channel.members].find((id) => id !== member) ?? member }
      : { name: channel.name, name_normalized: channel.name }),
    is_channel: !isDirect && !channel.isPrivate,
    is_group: false,
    is_im: isDirect,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_member: channel.members.has(member),
    is_ext_shared: channel.isShared,
    is_shared: channel.isShared,
    context_team_id: world.team.id,
    created: 1_795_961_439,
  };
};

export const viewShape = (world: World, view: View): Readonly<Record<string, unknown>> => ({
  id: view.id,
  team_id: world.team.id,
  type: "modal",
  private_metadata: "",
  callback_id: "",
  clear_on_close: false,
  notify_on_close: false,
  close: null,
  submit: null,
  external_id: "",
  ...view.content,
  state: { values: {} },
  hash: view.hash,
  previous_view_id: view.previous,
  root_view_id: view.root,
  app_id: view.appId,
  app_installed_team_id: world.team.id,
  bot_id: world.app(view.appId).botId,
});

import { isFields, type Fields } from "../narrow.ts";
import type { elementsOf } from "./blocks.ts";
import type { App, Channel, User } from "./model.ts";
import type { World } from "./world.ts";

/** What all interactions say: who, in which workspace, to which app. */
export function senderOf({ team }: World, app: App, user: User): Fields {
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: app.id,
    token: app.verificationToken,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** One entry of `actions`: the element that was clicked. */
export function actionOf(
  world: World,
  { block, element }: ReturnType<typeof elementsOf>[number],
  chosen: string | undefined,
): Fields {
  const { type, text, value, style, options } = element;
  const option = Array.isArray(options)
    ? options.find((candidate: unknown) => isFields(candidate) && candidate["value"] === chosen)
    : undefined;
  return {
    type,
    action_id: element["action_id"],
    block_id: block.block_id,
    ...(text === undefined ? {} : { text }),
    ...(value === undefined ? {} : { value }),
    ...(style === undefined ? {} : { style }),
    ...(option === undefined ? {} : { selected_option: option }),
    action_ts: world.newTs(),
  };
}

/** A slash command's fields. */
export function commandPayload(
  { team }: World,
  app: App,
  {
    channel,
    user,
    command,
    text,
  }: { readonly channel: Channel; readonly user: User; readonly command: string; readonly text: string },
): Fields {
  return {
    token: app.verificationToken,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: nameShown(channel),
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: app.id,
    is_enterprise_install: "false",
  };
}

/** Slack does not tell the names of channels that are not public. */
function nameShown({ id, name, isPrivate }: Channel): string {
  if (id.startsWith("D")) return "directmessage";
  return isPrivate ? "privategroup" : name;
}

/** Whether an element offers a value to choose. */
export const hasOption = ({ options }: Fields, value: string): boolean =>
  Array.isArray(options) && options.some((option: unknown) => isFields(option) && option["value"] === value);

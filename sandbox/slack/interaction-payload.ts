import { isFields, type Fields } from "../narrow.ts";
import type { elementsOf } from "./blocks.ts";
import type { App, User } from "./model.ts";
import type { World } from "./world.ts";

/** An interactive element with the block that contains it. */
type Found = ReturnType<typeof elementsOf>[number];

/** What all payloads of interactions say. */
export function interactionOf(world: World, app: App, user: User): Fields {
  const { team } = world;
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: app.id,
    token: app.verificationToken,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** The action in a payload: the element, and the option that was chosen. */
export function actionOf(world: World, { block, element }: Found, chosen: string | undefined): Fields {
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

/** Whether a selection has an option with this value. */
export const hasOption = ({ options }: Fields, value: string): boolean =>
  Array.isArray(options) && options.some((option: unknown) => isFields(option) && option["value"] === value);

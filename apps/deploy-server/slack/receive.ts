import { slackInteractionKeys } from "../../../lib/deploys/idempotency.ts";
import { receive } from "../../../lib/store/inbox.ts";
import { textAt } from "../narrow.ts";
import type { World } from "../world.ts";

/** Puts a slash command into the inbox. Only then may it be acknowledged. @param form as Slack sends it */
export async function receiveCommand(world: World, form: Readonly<Record<string, string>>): Promise<void> {
  await receive(world.db, {
    source: "slack",
    kind: "command",
    ...slackInteractionKeys(form["trigger_id"] ?? ""),
    payload: form,
  });
  world.nudges.nudge("inbox");
}

/** Puts a click into the inbox. */
export async function receiveInteraction(world: World, payload: object): Promise<void> {
  await receive(world.db, {
    source: "slack",
    kind: "interaction",
    ...slackInteractionKeys(textAt(payload, "trigger_id") ?? ""),
    payload,
  });
  world.nudges.nudge("inbox");
}

import { isFields, textsIn } from "../narrow.ts";
import { SlackError } from "./errors.ts";
import { respond } from "./methods/chat.ts";
import { addView } from "./methods/views.ts";
import type { Outcome, View } from "./model.ts";
import { checkView, newHash } from "./view-content.ts";
import type { World } from "./world.ts";

/** What an app's answer to a submission does to the view. @param values what was filled in, by block id */
export function afterSubmission(
  world: World,
  view: View,
  values: Readonly<Record<string, string>>,
  answer: unknown,
): Outcome {
  const { views } = world;
  const closeAll = (): void => {
    for (const open of views.values())
      if (open.user === view.user && open.appId === view.appId) views.delete(open.id);
  };
  if (answer === undefined || (isFields(answer) && answer["response_action"] === undefined)) {
    views.delete(view.id);
    return { kind: "acknowledged" };
  }
  const action = isFields(answer) ? answer["response_action"] : undefined;
  if (!isFields(answer)) throw new SlackError("invalid_command_response");
  if (action === "errors") {
    const errors = textsIn(answer["errors"]);
    view.refused = { values, errors };
    return { kind: "errors", errors };
  }
  if (action === "clear") closeAll();
  else if (action === "update")
    Object.assign(view, { content: checkView(answer["view"]), hash: newHash(world) });
  else if (action === "push")
    addView(world, {
      appId: view.appId,
      user: view.user,
      content: checkView(answer["view"]),
      below: view,
    });
  else throw new Error(`Slack does not know the response_action "${String(action)}"`);
  return { kind: "acknowledged" };
}

/** An app's answer to a command is a message, by default only for the person who typed it. */
export function showAnswer(
  world: World,
  target: { readonly app: string; readonly channel: string; readonly user: string },
  answer: unknown,
): Outcome {
  if (answer === undefined || answer === "") return { kind: "acknowledged" };
  const body = typeof answer === "string" ? { text: answer } : answer;
  if (!isFields(body)) return { kind: "failed", error: "invalid_command_response" };
  if (body["text"] !== undefined || body["blocks"] !== undefined) respond(world, target, body);
  return { kind: "acknowledged" };
}

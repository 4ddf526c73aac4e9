import { slackInteractionKeys } from "../../../lib/deploys/idempotency.ts";
import { receive } from "../../../lib/store/inbox.ts";
import { textAt } from "../narrow.ts";
import type { World } from "../world.ts";
import { submissionErrors } from "./form/check.ts";
import { openForm } from "./form/open.ts";
import { readSubmission, type FieldErrors } from "./form/submission.ts";
import { parseCommand } from "./parse-command.ts";

/** What Slack is answered besides that it has arrived: the form stays open, with errors beside its fields. */
export interface FormAnswer {
  readonly response_action: "errors";
  readonly errors: FieldErrors;
}

/** Puts a slash command into the inbox. Only then may it be acknowledged. @param form as Slack sends it */
export async function receiveCommand(world: World, form: Readonly<Record<string, string>>): Promise<void> {
  world.rush.note();
  const triggerId = form["trigger_id"] ?? "";
  const { isNew } = await receive(world.db, {
    source: "slack",
    kind: "command",
    ...slackInteractionKeys(triggerId),
    payload: form,
  });
  if (isNew && parseCommand(form["text"] ?? "").kind === "form") await openForm(world, triggerId);
  world.nudges.nudge("inbox");
}

/** Puts a click, or a form that was filled in, into the inbox. @returns what is wrong with a form, which is not taken then */
export async function receiveInteraction(world: World, payload: object): Promise<FormAnswer | undefined> {
  world.rush.note();
  const isSubmission = textAt(payload, "type") === "view_submission";
  const submission = isSubmission ? readSubmission(payload) : undefined;
  const errors = submission === undefined ? undefined : await submissionErrors(world, submission);
  if (errors !== undefined) return { response_action: "errors", errors };
  await receive(world.db, {
    source: "slack",
    kind: isSubmission ? "submission" : "interaction",
    ...slackInteractionKeys(textAt(payload, "trigger_id") ?? ""),
    payload,
  });
  world.nudges.nudge("inbox");
  return undefined;
}

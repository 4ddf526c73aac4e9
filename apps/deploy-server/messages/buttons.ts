import type { Button } from "@slack/types";
import { choicesOf, type Choice } from "../../../lib/deploys/choices.ts";
import type { EnginePage } from "../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { cut } from "./text.ts";

/** Slack's limit for a button's text. */
const LONGEST = 75;

/** What can be done about a request where it stands. Each button names the request, and what was shown when it was drawn. */
export function buttonsOf(request: DeployRequest): readonly Button[] {
  const { id, preview } = request;
  const value = `${id} ${preview?.hash ?? ""}`.trim();
  return [...choicesOf(request).map((choice) => buttonOf(choice, value)), ...details(request, value)];
}

function buttonOf({ decision, label, style, question }: Choice, value: string): Button {
  const plain: Button = {
    ...button(decision, cut(label, LONGEST), value),
    ...(style !== undefined && { style }),
  };
  return question === undefined ? plain : withQuestion(plain, question);
}

function details({ shown, state, wave }: DeployRequest, value: string): readonly Button[] {
  const isDecided = state === "rejected" || state === "expired" || state === "cancelled";
  if (shown === undefined || isDecided) return [];
  const { enginePages = [] } = shown;
  // After the last wave, it is the last one's still.
  const page = enginePages[Math.min(wave, enginePages.length - 1)] ?? undefined;
  return [button("changes", "Show what changes", value), ...(page === undefined ? [] : [engineLink(page)])];
}

/** Slack opens the page, and tells the server of the click, too: without a request's id it leads to nothing. */
function engineLink({ engine, url }: EnginePage): Button {
  return {
    type: "button",
    action_id: "engine",
    url,
    text: { type: "plain_text", text: cut(engine, LONGEST) },
  };
}

function button(action: string, label: string, value: string): Button {
  return { type: "button", action_id: action, value, text: { type: "plain_text", text: label } };
}

/** Asks once more before it is sent. */
function withQuestion(one: Button, question: string): Button {
  return {
    ...one,
    confirm: {
      title: { type: "plain_text", text: "Are you sure?" },
      text: { type: "plain_text", text: question },
      confirm: { type: "plain_text", text: "Yes" },
      deny: { type: "plain_text", text: "No" },
    },
  };
}

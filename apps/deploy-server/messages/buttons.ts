import type { Button } from "@slack/types";
import { canRetry, rollbackTo } from "../../../lib/deploys/again.ts";
import { desiredText } from "../../../lib/deploys/desired.ts";
import type { EnginePage } from "../../../lib/deploys/preview.ts";
import { hasEnded, type DeployRequest } from "../../../lib/deploys/request.ts";
import { cut } from "./text.ts";

/** Slack's limit for a button's text. */
const LONGEST = 75;

/** What can be done about a request where it stands. Each button names the request, and what was shown when it was drawn. */
export function buttonsOf(request: DeployRequest): readonly Button[] {
  const { id, preview } = request;
  const value = `${id} ${preview?.hash ?? ""}`.trim();
  return [...decisions(request, value), ...afterwards(request, value), ...details(request, value)];
}

function decisions({ state, confirmations }: DeployRequest, value: string): readonly Button[] {
  const cancel = button("cancel", "Cancel", value);
  const ship: Button = { ...button("ship", "Ship all", value), style: "primary" };
  const approve: Button = { ...button("approve", "Approve", value), style: "primary" };
  switch (state) {
    case "awaiting confirmation":
      return [ship, cancel];
    case "awaiting sync confirmation":
      return [confirmations.length === 0 ? ship : approve, cancel];
    case "awaiting approval":
      return [approve, cancel];
    case "received":
    case "resolving":
    case "previewing":
    case "queued":
      return [cancel];
    case "progressing":
      return [withQuestion(button("stop", "Stop", value), "Stop this sync? What was applied so far stays.")];
    case "ledger ahead":
      return [button("retry", "Retry", value), cancel];
    case "busy":
      return [
        withQuestion(
          { ...button("terminate", "Terminate it", value), style: "danger" },
          "End the other operation? It is not this request's.",
        ),
      ];
    default:
      return [];
  }
}

function afterwards(request: DeployRequest, value: string): readonly Button[] {
  const before = hasEnded(request) || request.state === "timed out" ? rollbackTo(request) : undefined;
  return [
    ...(canRetry(request) ? [button("retry", "Retry", value)] : []),
    ...(before === undefined
      ? []
      : [button("rollback", cut(`Roll back to ${desiredText(before)}`, LONGEST), value)]),
  ];
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

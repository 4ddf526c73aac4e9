import { canRetry, rollbackTo } from "./again.ts";
import { desiredText } from "./desired.ts";
import { hasEnded, type DeployRequest } from "./request.ts";

/** What a person can decide about a request. */
export const DECISIONS = ["ship", "approve", "cancel", "stop", "terminate", "retry", "rollback"] as const;
export type Decision = (typeof DECISIONS)[number];

/** A decision that somebody can make now, as a button shows it. */
export interface Choice {
  readonly decision: Decision;
  readonly label: string;
  readonly style?: "primary" | "danger";
  /** Asked once more before it is done. */
  readonly question?: string;
}

const CANCEL: Choice = { decision: "cancel", label: "Cancel" };
const SHIP: Choice = { decision: "ship", label: "Ship all", style: "primary" };
const APPROVE: Choice = { decision: "approve", label: "Approve", style: "primary" };
const RETRY: Choice = { decision: "retry", label: "Retry" };
const STOP: Choice = {
  decision: "stop",
  label: "Stop",
  question: "Stop this sync? What was applied so far stays.",
};
const TERMINATE: Choice = {
  decision: "terminate",
  label: "Terminate it",
  style: "danger",
  question: "End the other operation? It is not this request's.",
};

/** What can be decided about a request where it stands, in chat and on its page alike; who may is judged when they do. */
export function choicesOf(request: DeployRequest): readonly Choice[] {
  return [...decisions(request), ...afterwards(request)];
}

function decisions({ state, confirmations }: DeployRequest): readonly Choice[] {
  switch (state) {
    case "awaiting confirmation":
      return [SHIP, CANCEL];
    case "awaiting sync confirmation":
      return [confirmations.length === 0 ? SHIP : APPROVE, CANCEL];
    case "awaiting approval":
      return [APPROVE, CANCEL];
    case "received":
    case "resolving":
    case "previewing":
    case "queued":
      return [CANCEL];
    case "progressing":
      return [STOP];
    case "ledger ahead":
      return [RETRY, CANCEL];
    case "busy":
      return [TERMINATE];
    default:
      return [];
  }
}

function afterwards(request: DeployRequest): readonly Choice[] {
  const before = hasEnded(request) || request.state === "timed out" ? rollbackTo(request) : undefined;
  return [
    ...(canRetry(request) ? [RETRY] : []),
    ...(before === undefined
      ? []
      : [{ decision: "rollback", label: `Roll back to ${desiredText(before)}` } as const]),
  ];
}

import type { RequestKind } from "../../../lib/deploys/request.ts";
import type { Command } from "./parse-command.ts";

/** What did not happen to a request of a kind. */
const LEADS: Readonly<Record<RequestKind, string>> = {
  deploy: "Nothing was deployed",
  rollback: "Nothing was rolled back",
  reapply: "Nothing was deployed again",
  undeploy: "Nothing was undeployed",
  resume: "Nothing was resumed",
  adopt: "Nothing was adopted",
  autodeploy: "Nothing was deployed",
};

/** How an answer begins that tells why there is no request: the reason follows, after a colon. */
export function requestLead(kind: RequestKind): string {
  return LEADS[kind];
}

/** How an answer begins that tells why a command was not followed. */
export function commandLead(command: Command): string {
  const kind = command.kind === "unknown" ? command.meant : command.kind;
  switch (kind) {
    case "status":
    case "team status":
    case "history":
    case "versions":
    case "why":
    case "queue":
    case "help":
      return "Nothing could be looked up";
    case "promote":
      return "Nothing was promoted";
    case "lock":
      return "Nothing was locked";
    case "unlock":
      return "Nothing was unlocked";
    case "link":
      return "Nothing was linked";
    case "form":
      return "The form could not be filled";
    default:
      return requestLead(kind);
  }
}

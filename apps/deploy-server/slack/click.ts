import { at, listAt, textAt } from "../narrow.ts";
import type { Typed } from "./reply.ts";

/** A click on a button of a request's message. */
export interface Click {
  readonly action: string;
  readonly request: string;
  /** Of what was shown when it was clicked. */
  readonly previewHash: string;
}

/** @returns undefined for what is no click on such a button */
export function readClick(payload: object): Click | undefined {
  if (at(payload, "type") !== "block_actions") return undefined;
  const [first] = listAt(payload, "actions");
  const [request = "", previewHash = ""] = (textAt(first, "value") ?? "").split(" ");
  const action = textAt(first, "action_id") ?? "";
  return /^[0-9a-f-]{36}$/.test(request) ? { action, request, previewHash } : undefined;
}

/** Who has clicked or submitted, and where. */
export function clickerIn(payload: object): Typed {
  return {
    team: textAt(payload, "user", "team_id") ?? textAt(payload, "team", "id") ?? "",
    user: textAt(payload, "user", "id") ?? "",
    channel: textAt(payload, "channel", "id") ?? textAt(payload, "container", "channel_id") ?? "",
    responseUrl: textAt(payload, "response_url"),
  };
}

import { at, fieldsIn, numberAt, textAt, type Fields } from "../narrow.ts";
import type { WorkflowEvent } from "./model.ts";

type Payload = Pick<WorkflowEvent, "payload">;

/** A side of a pull request. */
interface Side {
  /** The branch. */
  readonly ref: string;
  /** 40 hex. */
  readonly sha: string;
  /** The repository as webhooks describe it. */
  readonly repository: Fields;
}

/** What the sandbox reads of an event's pull request; undefined if the event has none. */
export function pullRequestIn({
  payload,
}: Payload): { readonly title: string; readonly head: Side; readonly base: Side } | undefined {
  const request = payload["pull_request"];
  if (request === undefined) return undefined;
  return {
    title: textAt(request, "title") ?? "",
    head: sideAt(request, "head"),
    base: sideAt(request, "base"),
  };
}

const sideAt = (request: unknown, name: "head" | "base"): Side => ({
  ref: textAt(request, name, "ref") ?? "",
  sha: textAt(request, name, "sha") ?? "",
  repository: fieldsIn(at(request, name, "repo")),
});

/** The message of the commit that a push ends with. */
export const pushedMessageIn = ({ payload }: Payload): string | undefined =>
  textAt(payload, "head_commit", "message");

/** The id of whoever owns the event's repository. */
export const ownerIdIn = ({ payload }: Payload): number | undefined =>
  numberAt(payload, "repository", "owner", "id");

export const senderIdIn = ({ payload }: Payload): number | undefined => numberAt(payload, "sender", "id");

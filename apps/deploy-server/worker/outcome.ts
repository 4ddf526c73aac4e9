import type { RequestEvent } from "../../../lib/deploys/event.ts";
import type { OwnCommit } from "../../../lib/store/own-commits.ts";

/** What an act came to. */
export type Outcome =
  /** Something has happened to the request. */
  | {
      readonly kind: "event";
      readonly event: RequestEvent;
      /** When to look again, where nothing is due at once. */
      readonly dueInMs?: number | undefined;
      readonly commits?: readonly OwnCommit[];
    }
  /** Nothing yet. */
  | { readonly kind: "wait"; readonly inMs: number };

export function happened(
  event: RequestEvent,
  more: { readonly dueInMs?: number; readonly commits?: readonly OwnCommit[] } = {},
): Outcome {
  return { kind: "event", event, ...more };
}

export function wait(inMs: number): Outcome {
  return { kind: "wait", inMs };
}

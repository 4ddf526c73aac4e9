import type { CommitState } from "../../../lib/github/statuses/commit-status.ts";
import { CONCLUSIONS, isConclusion } from "../../../lib/runner/conclusion.ts";
import type { RequestedState } from "./inputs.ts";

/** The state to set, and its default description. */
export function toState(asked: RequestedState): { readonly state: CommitState; readonly words: string } {
  if (asked === "auto") return { state: "pending", words: "In progress" };
  if (!isConclusion(asked)) return { state: asked, words: "" };
  const { state, words } = CONCLUSIONS[asked];
  // As GitHub treats it: a skipped job does not fail a required check.
  return { state: state === "none" ? "success" : state, words };
}

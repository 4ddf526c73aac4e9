import { expect, test } from "@jest/globals";
import type { RequestedState } from "./inputs.ts";
import { toState } from "./to-state.ts";

/** `end.bundle.test.ts` shows how it arrives. */
test.each<[RequestedState, string, string]>([
  ["auto", "pending", "In progress"],
  ["skipped", "success", "Skipped"],
  ["cancelled", "error", "Cancelled"],
  ["neutral", "success", "Neutral"],
  ["timed_out", "failure", "Timed out"],
  ["action_required", "error", "Waits for somebody's approval"],
  ["startup_failure", "error", "Did not start"],
  ["stale", "error", "Was not finished"],
  ["success", "success", ""],
  ["failure", "failure", ""],
])("%s is set as %s", (asked, state, words) => {
  expect(toState(asked)).toEqual({ state, words });
});

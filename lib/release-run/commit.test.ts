import { expect, test } from "@jest/globals";
import { viaOf } from "./commit.ts";

/** Events of the release repository that people without write access bring about, and what a person's runs are. */
test.each([
  ["workflow_dispatch", true],
  ["schedule", true],
  ["push", true],
  ["issue_comment", false],
  ["issues", false],
  ["discussion_comment", false],
  ["workflow_run", false],
  ["watch", false],
  ["fork", false],
  ["pull_request_target", false],
  ["deployment_status", false],
  ["repository_dispatch", false],
])("inputs on the event %s are a person's: %s", (eventName, isPersons) => {
  expect(viaOf({ eventName })).toBe(isPersons ? "inputs" : "event");
});

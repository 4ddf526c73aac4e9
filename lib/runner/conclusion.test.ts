import { expect, test } from "@jest/globals";
import { CONCLUSION_NAMES, CONCLUSIONS, isConclusion } from "./conclusion.ts";

/** What a branch's protection takes for passed, passes; what nobody finished says so; what was left out says nothing. */
test("every way to end is a state of a commit", () => {
  const names = (wanted: string) => CONCLUSION_NAMES.filter((name) => CONCLUSIONS[name].state === wanted);
  expect({
    success: names("success"),
    failure: names("failure"),
    error: names("error"),
    none: names("none"),
  }).toEqual({
    success: ["neutral"],
    failure: ["timed_out"],
    error: ["cancelled", "action_required", "startup_failure", "stale"],
    none: ["skipped"],
  });
});

test("a property of every object is no way to end", () => {
  expect(["skipped", "success", "constructor", ""].map(isConclusion)).toEqual([true, false, false, false]);
});

test("each way to end has words of its own", () => {
  expect(Object.fromEntries(CONCLUSION_NAMES.map((name) => [name, CONCLUSIONS[name].words]))).toEqual({
    skipped: "Skipped",
    neutral: "Neutral",
    cancelled: "Cancelled",
    timed_out: "Timed out",
    action_required: "Waits for somebody's approval",
    startup_failure: "Did not start",
    stale: "Was not finished",
  });
});

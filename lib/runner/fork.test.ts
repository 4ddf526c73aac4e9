import { describe, expect, test } from "@jest/globals";
import { forkNotice, restrictedFork } from "./fork.ts";
import type { Run } from "./run.ts";

const RUN: Run = {
  repository: "acme/my-app",
  eventName: "pull_request",
  event: {},
  sha: "0".repeat(40),
  ref: "refs/pull/7/merge",
  headRef: "main",
  id: 1,
  attempt: 1,
  actor: "mona",
  serverUrl: "https://github.com",
};
const from = (repo: { full_name: string } | null) => ({ pull_request: { head: { repo } } });
const FORK = from({ full_name: "mona/my-app" });

describe("a run that may only read", () => {
  test.each(["pull_request", "pull_request_review", "pull_request_review_comment"])(
    "is a fork's %s, and names it",
    (eventName) => {
      expect(restrictedFork({ ...RUN, eventName, event: FORK })).toBe("the fork mona/my-app");
    },
  );

  test("may be of a fork that is gone", () => {
    expect(restrictedFork({ ...RUN, event: from(null) })).toBe("a fork that was deleted");
  });

  test.each<[string, Run["event"]]>([
    ["pull_request", from({ full_name: "Acme/My-App" })],
    ["pull_request", {}],
    // They run with the base repository's token.
    ["pull_request_target", FORK],
    ["workflow_run", FORK],
    ["push", FORK],
  ])("is not %s with %j", (eventName, event) => {
    expect(restrictedFork({ ...RUN, eventName, event })).toBeUndefined();
  });

  test("is told which fork, and what to do", () => {
    expect(forkNotice("No status is set", "the fork mona/my-app")).toMatch(
      /^No status is set: the pull request comes from the fork mona\/my-app, .* after the merge, on push\.$/,
    );
  });
});

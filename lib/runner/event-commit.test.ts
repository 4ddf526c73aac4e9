import { describe, expect, test } from "@jest/globals";
import { eventCommit } from "./event-commit.ts";
import type { Run } from "./run.ts";

const RUN: Run = {
  repository: "acme/my-app",
  eventName: "push",
  event: {},
  sha: "github-sha",
  ref: "refs/heads/main",
  headRef: "",
  id: 1,
  attempt: 1,
  actor: "octocat",
  serverUrl: "https://github.com",
};
const commit = (eventName: string, event: Run["event"] = {}, repository = "acme/my-app") =>
  eventCommit({ ...RUN, eventName, event }, repository);

/** A commit of the event, unlike the run's. */
const TOLD = "a".repeat(40);
const PULL_REQUEST = {
  action: "synchronize",
  pull_request: { number: 7, merged: false, head: { sha: TOLD, repo: { full_name: "mona/fork" } } },
};
/** What a pull request became. */
const MERGE = "b".repeat(40);
const MERGED = {
  action: "closed",
  pull_request: { ...PULL_REQUEST.pull_request, merged: true, merge_commit_sha: MERGE },
};
const CLOSED = {
  action: "closed",
  // Until then, it is the test merge.
  pull_request: { ...PULL_REQUEST.pull_request, merge_commit_sha: MERGE },
};
const SOURCE = { client_payload: { source: { repository: "acme/my-app", sha: TOLD } } };

describe("the commit of", () => {
  test.each([
    ["push", {}, "github-sha"],
    ["release", {}, "github-sha"],
    ["workflow_dispatch", {}, "github-sha"],
    ["schedule", {}, "github-sha"],
    ["merge_group", { merge_group: { head_sha: "github-sha" } }, "github-sha"],
    ["deployment_status", { workflow_run: { head_sha: TOLD } }, "github-sha"],
    ["pull_request", PULL_REQUEST, TOLD],
    ["pull_request_target", PULL_REQUEST, TOLD],
    ["pull_request_review", PULL_REQUEST, TOLD],
    ["pull_request_review_comment", PULL_REQUEST, TOLD],
    // What the branch has now, which is what is checked out.
    ["pull_request", MERGED, MERGE],
    ["pull_request_target", MERGED, MERGE],
    ["pull_request", { ...MERGED, action: "labeled" }, MERGE],
    ["pull_request", CLOSED, TOLD],
    ["workflow_run", { workflow_run: { head_sha: TOLD } }, TOLD],
    ["check_run", { check_run: { head_sha: TOLD } }, TOLD],
    ["check_suite", { check_suite: { head_sha: TOLD } }, TOLD],
    ["status", { sha: TOLD }, TOLD],
    ["issue_comment", { issue: { number: 7 } }, "github-sha"],
    ["repository_dispatch", { client_payload: {} }, "github-sha"],
    ["repository_dispatch", { client_payload: null }, "github-sha"],
    ["repository_dispatch", SOURCE, TOLD],
  ])("%s with %j is %s", (name, event, expected) => {
    expect(commit(name, event)).toBe(expected);
  });

  test("a dispatch's source is that repository's, whatever the names' case, and no other's", () => {
    const sources = { client_payload: { source: { repository: "Globex/API", sha: TOLD } } };
    expect(commit("repository_dispatch", sources, "globex/api")).toBe(TOLD);
    expect(commit("repository_dispatch", sources)).toBe("github-sha");
    expect(commit("repository_dispatch", sources, "globex/web")).toEqual({
      reason:
        "the event repository_dispatch names no commit of globex/web: give the commit's 40 hexadecimal digits.",
    });
  });

  test("a pull request is its fork's, too", () => {
    expect(commit("pull_request", PULL_REQUEST, "mona/fork")).toBe(TOLD);
    const gone = { pull_request: { head: { sha: TOLD, repo: null } } };
    expect(commit("pull_request", gone, "mona/fork")).toHaveProperty("reason");
  });

  test("a comment on a pull request is not in the event", () => {
    expect(commit("issue_comment", { issue: { number: 7, pull_request: {} } })).toEqual({
      reason: "the event issue_comment does not name the head of pull request #7: give the commit's sha.",
    });
  });

  test.each<[string, Run["event"], string]>([
    ["pull_request", {}, "the pull request's head"],
    ["pull_request", { pull_request: null }, "the pull request's head"],
    ["pull_request_review", { pull_request: { head: { sha: 7 } } }, "the pull request's head"],
    ["workflow_run", {}, "workflow_run.head_sha"],
    ["workflow_run", { workflow_run: { head_sha: "main" } }, "workflow_run.head_sha"],
    ["check_suite", { check_suite: [] }, "check_suite.head_sha"],
    ["status", { sha: null }, "sha"],
  ])("%s that lacks it, as in %j, is not GITHUB_SHA", (name, event, what) => {
    expect(commit(name, event)).toEqual({
      reason: `the event ${name} lacks ${what}: give the commit's 40 hexadecimal digits.`,
    });
  });
});

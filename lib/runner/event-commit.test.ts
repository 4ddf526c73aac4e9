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

const PULL_REQUEST = { pull_request: { head: { sha: "head", repo: { full_name: "mona/fork" } } } };
const SOURCE = { client_payload: { source: { repository: "acme/my-app", sha: "source" } } };

describe("the commit of", () => {
  test.each([
    ["push", {}, "github-sha"],
    ["release", {}, "github-sha"],
    ["workflow_dispatch", {}, "github-sha"],
    ["schedule", {}, "github-sha"],
    ["merge_group", { merge_group: { head_sha: "group" } }, "github-sha"],
    ["deployment_status", { workflow_run: { head_sha: "other" } }, "github-sha"],
    ["pull_request", PULL_REQUEST, "head"],
    ["pull_request_target", PULL_REQUEST, "head"],
    ["pull_request_review", PULL_REQUEST, "head"],
    ["pull_request_review_comment", PULL_REQUEST, "head"],
    ["workflow_run", { workflow_run: { head_sha: "finished" } }, "finished"],
    ["check_run", { check_run: { head_sha: "checked" } }, "checked"],
    ["check_suite", { check_suite: { head_sha: "checked" } }, "checked"],
    ["status", { sha: "said" }, "said"],
    ["issue_comment", { issue: { number: 7 } }, "github-sha"],
    ["repository_dispatch", { client_payload: {} }, "github-sha"],
    ["repository_dispatch", { client_payload: null }, "github-sha"],
    ["repository_dispatch", SOURCE, "source"],
  ])("%s with %j is %s", (name, event, expected) => {
    expect(commit(name, event)).toBe(expected);
  });

  test("a dispatch's source is that repository's, whatever the names' case, and no other's", () => {
    const sources = { client_payload: { source: { repository: "Globex/API", sha: "theirs" } } };
    expect(commit("repository_dispatch", sources, "globex/api")).toBe("theirs");
    expect(commit("repository_dispatch", sources)).toBe("github-sha");
    expect(commit("repository_dispatch", sources, "globex/web")).toEqual({
      reason: "the event repository_dispatch tells no commit of globex/web: give its 40 digits.",
    });
  });

  test("a pull request is its fork's, too", () => {
    expect(commit("pull_request", PULL_REQUEST, "mona/fork")).toBe("head");
    const gone = { pull_request: { head: { sha: "head", repo: null } } };
    expect(commit("pull_request", gone, "mona/fork")).toHaveProperty("reason");
  });

  test("a comment on a pull request is not in the event", () => {
    expect(commit("issue_comment", { issue: { number: 7, pull_request: {} } })).toEqual({
      reason: "the event issue_comment does not tell the head of pull request #7: give it.",
    });
  });
});

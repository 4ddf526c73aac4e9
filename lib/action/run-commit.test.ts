import { describe, expect, test } from "@jest/globals";
import { commitOf } from "./run-commit.ts";
import type { Run } from "./run.ts";

const OWN = "0".repeat(40);
const NAMED = "1a2b3c4d".repeat(5);

const runOf = (eventName: string, event: Run["event"]): Run => ({
  repository: "acme/app",
  eventName,
  event,
  sha: OWN,
  ref: "refs/heads/main",
  headRef: "",
  id: 1,
  attempt: 1,
  actor: "octocat",
  serverUrl: "https://github.com",
});

describe("the commit of", () => {
  test.each<[string, Run["event"], string, string]>([
    ["push", { head_commit: { id: OWN } }, "acme/app", OWN],
    ["pull_request", { pull_request: { head: { sha: NAMED } } }, "acme/app", NAMED],
    ["pull_request_target", { pull_request: { head: { sha: NAMED } } }, "acme/app", NAMED],
    ["workflow_run", { workflow_run: { head_sha: NAMED } }, "acme/app", NAMED],
    ["check_run", { check_run: { head_sha: NAMED } }, "acme/app", NAMED],
    ["check_suite", { check_suite: { head_sha: NAMED } }, "acme/app", NAMED],
    ["deployment_status", { deployment: { sha: NAMED } }, "acme/app", NAMED],
    ["status", { sha: NAMED }, "acme/app", NAMED],
    ["schedule", {}, "acme/app", OWN],
    ["workflow_dispatch", { inputs: null }, "acme/app", OWN],
    [
      "repository_dispatch",
      { client_payload: { source: { repository: "acme/my-app", sha: NAMED } } },
      "acme/my-app",
      NAMED,
    ],
    ["repository_dispatch", { client_payload: { container: "my-app" } }, "acme/app", OWN],
    ["repository_dispatch", { client_payload: { source: { repository: 7, sha: NAMED } } }, "acme/app", OWN],
    [
      "repository_dispatch",
      { client_payload: { source: { repository: "acme/my-app", sha: "main" } } },
      "acme/app",
      OWN,
    ],
  ])("%s with %j is in %s, %s", (eventName, event, repository, sha) => {
    expect(commitOf(runOf(eventName, event))).toEqual({ repository, sha });
  });
});

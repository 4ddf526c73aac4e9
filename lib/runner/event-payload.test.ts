import { describe, expect, test } from "@jest/globals";
import {
  claimedSourceOf,
  commentedRequestOf,
  deploymentReportOf,
  finishedRunOf,
  headShaOf,
  pullRequestOf,
  statusShaOf,
} from "./event-payload.ts";

const SHA = "a".repeat(40);
const LOG = "https://argocd.acme.dev/applications/releases";
const OLDER = "https://acme.dev/older";
const event = (status: object, deployment: object = {}) => ({
  deployment: { sha: SHA, environment: "prod", ...deployment },
  deployment_status: { node_id: "DS_1", state: "success", description: "Synced", ...status },
});

test.each([
  ["its log", { log_url: LOG }, LOG],
  ["the older field where there is no log", { log_url: "", target_url: OLDER }, OLDER],
  [
    "its log before the older field, which GitHub fills with the same or with another",
    { log_url: LOG, target_url: OLDER },
    LOG,
  ],
  ["nothing where neither is there", { log_url: null, target_url: "" }, undefined],
])("a deployment's page is %s", (_what, addresses, page) => {
  expect(deploymentReportOf(event(addresses))).toEqual({
    sha: SHA,
    environment: "prod",
    statusId: "DS_1",
    state: "success",
    description: "Synced",
    page,
  });
});

test.each([
  ["a commit", {}, { sha: "main" }],
  ["an environment", {}, { environment: "" }],
  ["a state", { state: 1 }, {}],
  ["an id", { node_id: null }, {}],
])("a deployment's state without %s is none", (_what, status, deployment) => {
  expect(deploymentReportOf(event(status, deployment))).toBeUndefined();
});

describe("a run that has ended", () => {
  const run = (more: object = {}) => ({
    workflow_run: {
      id: 7,
      run_attempt: 2,
      event: "push",
      head_sha: SHA,
      head_branch: "main",
      conclusion: "success",
      repository: { id: 1 },
      head_repository: { id: 1 },
      ...more,
    },
  });

  test("is read with all that is known of it", () => {
    expect(finishedRunOf(run())).toEqual({
      id: 7,
      attempt: 2,
      event: "push",
      conclusion: "success",
      headSha: SHA,
      headBranch: "main",
      isFork: false,
    });
    expect(finishedRunOf(run({ conclusion: null }))?.conclusion).toBeUndefined();
  });

  test.each([
    ["an id", { id: "7" }],
    ["an attempt", { run_attempt: 1.5 }],
    ["an event", { event: "" }],
    ["a commit", { head_sha: "main" }],
    ["a branch", { head_branch: null }],
  ])("is none without %s", (_what, more) => {
    expect(finishedRunOf(run(more))).toBeUndefined();
  });

  test.each([
    ["another repository's", { head_repository: { id: 2 } }, true],
    ["a deleted fork's", { head_repository: null }, true],
    ["one of which nothing is known", { head_repository: null, repository: null }, true],
    ["its own", { head_repository: { id: 1 } }, false],
  ])("is %s: a fork's is %s", (_what, more, isFork) => {
    expect(finishedRunOf(run(more))?.isFork).toBe(isFork);
  });

  test("is none in another event", () => {
    for (const event of [{}, { workflow_run: null }, { workflow_run: [run()] }])
      expect(finishedRunOf(event)).toBeUndefined();
  });
});

describe("a pull request", () => {
  const head = { sha: SHA, repo: { full_name: "mona/app" } };

  test("is read with its head and what became of it", () => {
    const merged = { number: 7, head, merged: true, merge_commit_sha: "b".repeat(40) };
    expect(pullRequestOf({ pull_request: merged })).toEqual({
      number: 7,
      headSha: SHA,
      headRepository: "mona/app",
      isMerged: true,
      mergeSha: "b".repeat(40),
    });
  });

  test("has none of what is missing, and is merged by nothing but true", () => {
    const odd = { number: "7", head: { sha: "main", repo: null }, merged: "true", merge_commit_sha: null };
    expect(pullRequestOf({ pull_request: odd })).toEqual({ isMerged: false });
    expect(pullRequestOf({ pull_request: "7" })).toBeUndefined();
  });
});

test("the source that a dispatch claims has a repository and a commit, or is none", () => {
  const claim = (source: unknown) => claimedSourceOf({ client_payload: { source } });
  expect(claim({ repository: "acme/app", sha: SHA, ref: "x" })).toEqual({ repository: "acme/app", sha: SHA });
  for (const source of [
    undefined,
    [],
    { repository: "acme/app" },
    { repository: "", sha: SHA },
    { sha: SHA },
  ])
    expect(claim(source)).toBeUndefined();
  expect(claimedSourceOf({})).toBeUndefined();
});

test("a commit is 40 digits in each event that is about one", () => {
  expect(headShaOf({ check_run: { head_sha: SHA } }, "check_run")).toBe(SHA);
  expect(headShaOf({ check_run: { head_sha: SHA } }, "check_suite")).toBeUndefined();
  expect(headShaOf({ check_run: { head_sha: SHA.slice(1) } }, "check_run")).toBeUndefined();
  expect([statusShaOf({ sha: SHA }), statusShaOf({ sha: `${SHA}a` })]).toEqual([SHA, undefined]);
});

test("a comment is on a pull request where its issue is one", () => {
  expect(commentedRequestOf({ issue: { number: 7, pull_request: { url: "x" } } })).toBe(7);
  expect(commentedRequestOf({ issue: { number: 7 } })).toBeUndefined();
  expect(commentedRequestOf({ issue: { number: "7", pull_request: {} } })).toBeUndefined();
});

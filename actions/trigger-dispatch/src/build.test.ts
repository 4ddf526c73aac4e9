import { describe, expect, test } from "@jest/globals";
import type { Run } from "../../../lib/runner/run.ts";
import { buildOf } from "./build.ts";
import { planDispatch } from "./plan.ts";

const SHA = "1a2b3c4d".repeat(5);
const OTHER = "b".repeat(40);
const RUN: Run = {
  repository: "acme/my-app",
  eventName: "push",
  event: {},
  sha: SHA,
  ref: "refs/heads/main",
  headRef: "",
  id: 42,
  attempt: 2,
  actor: "octocat",
  serverUrl: "https://github.com",
};
const workflowRun = (more: object = {}) => ({
  eventName: "workflow_run",
  event: {
    workflow_run: {
      id: 7,
      run_attempt: 3,
      conclusion: "success",
      event: "push",
      head_sha: OTHER,
      head_branch: "feature/x",
      head_repository: { id: 1 },
      repository: { id: 1 },
      ...more,
    },
  },
});

describe("the build of a run", () => {
  test.each<[string, Partial<Run>, object]>([
    ["of a branch", {}, { refName: "main", branch: "main" }],
    [
      "of a branch with a slash",
      { ref: "refs/heads/feature/x" },
      { refName: "feature/x", branch: "feature/x" },
    ],
    ["of a tag", { ref: "refs/tags/v1.2" }, { refName: "v1.2", branch: undefined }],
    [
      "of a pull request",
      { eventName: "pull_request", ref: "refs/pull/8/merge", headRef: "fix" },
      { refName: "fix", branch: "fix" },
    ],
    ["of neither", { ref: "refs/pull/8/merge" }, { refName: "pull/8/merge", branch: undefined }],
  ])("%s", (_what, run, expected) => {
    const ref = run.ref ?? RUN.ref;
    const source = { repository: "acme/my-app", sha: SHA, ref, run_id: 42, run_attempt: 2 };
    expect(buildOf({ ...RUN, ...run })).toEqual({ source, ...expected });
  });

  test("that another run has finished is that one's", () => {
    const source = {
      repository: "acme/my-app",
      sha: OTHER,
      ref: "refs/heads/feature/x",
      run_id: 7,
      run_attempt: 3,
    };
    expect(buildOf({ ...RUN, ...workflowRun() })).toEqual({
      source,
      refName: "feature/x",
      branch: "feature/x",
    });
  });

  test.each<[string, Partial<Run>, string]>([
    ["of a stranger", { eventName: "pull_request_target" }, "pull_request_target may build a fork's code"],
    ["that failed", workflowRun({ conclusion: "failure" }), "build run 7 ended with failure"],
    ["that was skipped", workflowRun({ conclusion: "skipped" }), "build run 7 ended with skipped"],
    ["that has not ended", workflowRun({ conclusion: null }), "build run 7 ended with no conclusion"],
    ["of a pull request", workflowRun({ event: "pull_request" }), "build run 7 is for a pull request"],
    ["of a stranger's pull request", workflowRun({ event: "pull_request_target" }), "is for a pull request"],
    ["of a fork", workflowRun({ head_repository: { id: 2 } }), "build run 7 is for a pull request"],
    ["of nobody knows whom", workflowRun({ repository: {}, head_repository: {} }), "is for a pull request"],
    ["that is not named", { eventName: "workflow_run", event: {} }, "does not name the run it is about"],
  ])("%s is not released", (_what, run, reason) => {
    expect(buildOf({ ...RUN, ...run })).toEqual({ reason: expect.stringContaining(reason) });
  });
});

describe("what is sent", () => {
  const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
  const plan = (
    releases: Parameters<typeof planDispatch>[1]["releases"],
    channels: readonly (readonly [string, string])[] = [
      ["main", "dev"],
      ["*", "feature"],
    ],
    run: Partial<Run> = {},
  ) => planDispatch({ ...RUN, ...run }, { releases, isList: true, channels }, ID);
  const api = { container: "api", image: "ghcr.io/acme/api:{branch}-{short-sha}" };

  test("is every release, in its own channel or the first one that the ref leads to", () => {
    const digest = `sha256:${"c".repeat(64)}`;
    const planned = plan([api, { ...api, container: "{repository-name}", channel: "prod", digest }]);
    expect(planned).toEqual({
      dispatch: expect.objectContaining({
        version: 1,
        dispatch_id: ID,
        releases: [
          { container: "api", channel: "dev", image: "ghcr.io/acme/api:main-1a2b3c4" },
          { container: "my-app", channel: "prod", image: "ghcr.io/acme/api:main-1a2b3c4", digest },
        ],
      }),
      warnings: [],
    });
  });

  test("is nothing where a release has no channel, and all where each has its own", () => {
    const elsewhere = { ref: "refs/heads/other/branch" };
    const channels = [["main", "dev"]] as const;
    expect(plan([{ ...api, channel: "prod" }, api], channels, elsewhere)).toEqual({
      reason: expect.stringContaining("refs/heads/other/branch matches no pattern in channels (main)"),
    });
    expect(plan([{ ...api, channel: "prod" }], channels, elsewhere)).toHaveProperty("dispatch");
  });

  test("warns of patterns that match nothing, also where nothing is sent", () => {
    const channels = [
      ["refs/main", "dev"],
      ["main", "dev"],
    ] as const;
    expect(plan([api], channels)).toMatchObject({ warnings: [{ title: "Matches nothing" }] });
    const none = plan([api], channels.slice(0, 1));
    expect(none).toEqual({ reason: expect.stringContaining("The input channels maps refs/main to dev") });
  });

  test("names the entry that is wrong", () => {
    expect(() => plan([api, { ...api, container: "API" }])).toThrow("releases[1].container");
  });
});

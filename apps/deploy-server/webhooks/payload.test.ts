import { describe, expect, test } from "@jest/globals";
import { eventId } from "./event-id.ts";
import { buildIn, isSha, pushIn, repositoryIn, senderIn } from "./payload.ts";

const [BEFORE, AFTER] = ["a".repeat(40), "b".repeat(40)] as const;
const repository = { id: 7, full_name: "acme/my-app", default_branch: "trunk", archived: true };

test("an event's repository and sender are those with a number and a name", () => {
  expect(repositoryIn({ repository })).toEqual({
    id: 7,
    name: "acme/my-app",
    defaultBranch: "trunk",
    isArchived: true,
  });
  expect(repositoryIn({ repository: { id: 7, full_name: "acme/my-app" } })).toMatchObject({
    defaultBranch: "main",
    isArchived: false,
  });
  expect([
    repositoryIn({ repository: { id: 7 } }),
    repositoryIn({ repository: { full_name: "x/y" } }),
    repositoryIn({}),
  ]).toEqual([undefined, undefined, undefined]);
  expect(senderIn({ sender: { id: 1, login: "alice" } })).toEqual({ id: 1, login: "alice" });
  expect([senderIn({ sender: { id: 1 } }), senderIn({ sender: { login: "x" } })]).toEqual([
    undefined,
    undefined,
  ]);
});

describe("a push", () => {
  const commits = [
    {
      id: "1".repeat(40),
      message: "One\n\nWhy",
      author: { username: "alice", name: "Alice" },
      timestamp: "t1",
      added: ["a"],
      modified: ["b"],
      removed: [],
    },
    {
      id: "2".repeat(40),
      message: "Two",
      author: { name: "Bob" },
      added: [],
      modified: ["b"],
      removed: ["c", 1],
    },
    { id: "short", message: "Three", modified: ["d"] },
    { id: "3".repeat(40) },
  ];
  const push = (more: object = {}) =>
    pushIn({ ref: "refs/heads/feature/x", before: BEFORE, after: AFTER, commits, ...more });

  test("of a branch says what it brings, and which paths it touches", () => {
    expect(push()).toEqual({
      branch: "feature/x",
      before: BEFORE,
      after: AFTER,
      forced: false,
      commits: [
        { sha: "1".repeat(40), subject: "One", author: "alice", committedAt: "t1" },
        { sha: "2".repeat(40), subject: "Two", author: "Bob", committedAt: undefined },
        { sha: "3".repeat(40), subject: "", author: "unknown", committedAt: undefined },
      ],
      touched: new Set(["a", "b", "c", "d"]),
      isWhole: true,
    });
  });

  test("says all that is different unless it is forced, of a new branch, or too long", () => {
    const many = (count: number) => push({ commits: Array.from({ length: count }, () => ({})) })?.isWhole;
    expect([push({ forced: true })?.isWhole, push({ before: "0".repeat(40) })?.isWhole]).toEqual([
      false,
      false,
    ]);
    expect([many(2047), many(2048)]).toEqual([true, false]);
    expect(push({ forced: true })?.forced).toBe(true);
  });

  test("of a tag, or without its commits, is none", () => {
    expect([
      push({ ref: "refs/tags/v1" }),
      push({ ref: undefined }),
      push({ before: "x" }),
      push({ after: AFTER.slice(1) }),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe("a build's event", () => {
  const run = (more: object = {}) => ({
    repository,
    workflow_run: {
      id: 12,
      run_attempt: 2,
      head_sha: AFTER,
      head_branch: "main",
      head_repository: { id: 7 },
      path: ".github/workflows/build.yml@refs/heads/main",
      event: "push",
      status: "completed",
      conclusion: "success",
      ...more,
    },
  });

  test("of a run", () => {
    expect(buildIn("workflow_run", run())).toEqual({
      build: {
        source: "run",
        number: 12,
        attempt: 2,
        sha: AFTER,
        branch: "main",
        name: ".github/workflows/build.yml",
        event: "push",
        state: "completed",
        conclusion: "success",
      },
      branches: ["main"],
    });
    expect(
      buildIn("workflow_run", run({ run_attempt: undefined, event: undefined, head_branch: null })),
    ).toMatchObject({
      build: { attempt: 1, event: "", branch: undefined },
      branches: [],
    });
  });

  test.each([
    ["completed", "failure", "completed", "failure"],
    ["in_progress", "success", "running", undefined],
    ["queued", null, "queued", undefined],
    ["requested", null, "queued", undefined],
  ])("that is %s with %s is %s", (status, conclusion, state, ended) => {
    expect(buildIn("workflow_run", run({ status, conclusion }))?.build).toMatchObject({
      state,
      conclusion: ended,
    });
  });

  test("of a fork, or without a number, a name or a commit, is none", () => {
    const wrong = [
      { head_repository: { id: 8 } },
      { head_repository: null },
      { id: undefined },
      { path: undefined },
      { head_sha: "x" },
    ];
    for (const more of wrong) expect(buildIn("workflow_run", run(more))).toBeUndefined();
  });

  const suite = {
    id: 31,
    head_sha: AFTER,
    head_branch: "main",
    app: { slug: "circleci" },
    status: "completed",
    conclusion: "success",
    updated_at: "2026-11-30T10:00:00Z",
  };
  test("of a suite is that of its app, as of when it ended", () => {
    expect(buildIn("check_suite", { check_suite: suite })).toMatchObject({
      build: {
        source: "suite",
        number: 31,
        attempt: Date.parse(suite.updated_at) / 1000,
        name: "circleci",
        event: "",
      },
      branches: ["main"],
    });
    expect(buildIn("check_suite", { check_suite: { ...suite, updated_at: undefined } })?.build.attempt).toBe(
      1,
    );
    expect(
      buildIn("check_suite", { check_suite: { ...suite, app: { slug: "github-actions" } } }),
    ).toBeUndefined();
  });

  test("of a check is its own, by its suite's branch", () => {
    const check = {
      id: 32,
      head_sha: AFTER,
      name: "lint",
      app: { slug: "circleci" },
      check_suite: { head_branch: "main" },
      status: "in_progress",
    };
    expect(buildIn("check_run", { check_run: check })).toMatchObject({
      build: { source: "check", number: 32, attempt: 1, name: "lint", state: "running", branch: "main" },
      branches: ["main"],
    });
    expect(
      buildIn("check_run", { check_run: { ...check, app: { slug: "github-actions" } } }),
    ).toBeUndefined();
  });

  test("of a status is of all branches that have its commit", () => {
    const status = {
      id: 33,
      sha: AFTER,
      context: "ci",
      state: "success",
      branches: [{ name: "main" }, {}, { name: "x" }],
    };
    expect(buildIn("status", status)).toMatchObject({
      build: {
        source: "status",
        number: 33,
        state: "completed",
        conclusion: "success",
        branch: undefined,
        name: "ci",
      },
      branches: ["main", "x"],
    });
    expect(buildIn("status", { ...status, state: "pending" })?.build).toMatchObject({
      state: "running",
      conclusion: undefined,
    });
    expect(buildIn("status", { ...status, state: "error" })?.build).toMatchObject({
      state: "completed",
      conclusion: "error",
    });
    expect([
      buildIn("status", { ...status, context: undefined }),
      buildIn("status", { ...status, sha: "x" }),
    ]).toEqual([undefined, undefined]);
  });
});

test("a commit's id is forty hexadecimal digits", () => {
  expect([AFTER, AFTER.slice(1), `${AFTER}b`, AFTER.toUpperCase(), undefined].map(isSha)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

test("what follows of an event has one id, and of another another", () => {
  expect(eventId("a")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(eventId("a")).toBe(eventId("a"));
  expect(eventId("a")).not.toBe(eventId("b"));
});

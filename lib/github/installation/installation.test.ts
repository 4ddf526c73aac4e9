import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../testing/answering.ts";
import { testApp } from "../testing/test-app.ts";
import { configFolder } from "./config-folder.ts";
import { readBuilds } from "./head-builds.ts";
import { createReadingToken } from "./installation.ts";
import { lastChangesOf } from "./last-changes.ts";
import { listInstallations } from "./list-installations.ts";
import { listRepositories } from "./list-repositories.ts";
import { readHeads } from "./read-heads.ts";
import { textsOf } from "./texts-of.ts";

const APP = testApp();

test("a token to read with asks for what reading takes, as far as it was given, and for nothing else", async () => {
  const { session, asked, masked } = answering([{ status: 201, json: { token: "ghs_1" } }]);
  const permissions = { contents: "write", checks: "read", administration: "write" } as const;
  expect(await createReadingToken(session, APP, { id: 5, permissions })).toBe("ghs_1");
  expect(asked).toEqual([
    {
      method: "POST",
      path: "/app/installations/5/access_tokens",
      body: { permissions: { contents: "read", checks: "read" } },
    },
  ]);
  expect(masked).toEqual(["ghs_1"]);
});

describe("a page of installations", () => {
  const answer = (id: number, more: object = {}) => ({
    id,
    account: { login: "acme" },
    suspended_at: null,
    permissions: { contents: "write", metadata: "read", administration: "admin" },
    ...more,
  });

  test("says of each whose it is, whether it is suspended, and what it may do", async () => {
    const enterprise = { account: { id: 2, slug: "acme-inc" }, suspended_at: "2026-11-30T10:00:00Z" };
    const { session, asked } = answering([{ json: [answer(1), answer(2, enterprise)] }]);
    const permissions = { contents: "write", metadata: "read" };
    expect(await listInstallations(session, APP, 3)).toEqual({
      items: [
        { id: 1, account: "acme", isSuspended: false, permissions },
        { id: 2, account: "acme-inc", isSuspended: true, permissions },
      ],
      isLast: true,
    });
    expect(asked.map(({ path }) => path)).toEqual(["/app/installations?per_page=100&page=3"]);
  });

  test.each([
    [0, true],
    [99, true],
    [100, false],
  ])("of %i is the last: %s", async (count, isLast) => {
    const list = Array.from({ length: count }, (_, id) => answer(id));
    const repositories = list.map(({ id }) => ({ id, node_id: "", full_name: "", default_branch: "" }));
    const { session, repository } = answering([{ json: list }, { json: { repositories } }]);
    expect(await listInstallations(session, APP, 1)).toMatchObject({ isLast });
    expect(await listRepositories(repository, 1)).toMatchObject({ isLast });
  });
});

test("a page of an installation's repositories", async () => {
  const repositories = ["my-app", "web"].map((name, id) => ({
    id,
    node_id: `R${id}`,
    full_name: `acme/${name}`,
    default_branch: "trunk",
  }));
  const { repository, asked } = answering([{ json: { total_count: 2, repositories } }, { json: {} }]);
  expect((await listRepositories(repository, 2)).items).toEqual([
    { id: 0, nodeId: "R0", name: "acme/my-app", defaultBranch: "trunk" },
    { id: 1, nodeId: "R1", name: "acme/web", defaultBranch: "trunk" },
  ]);
  expect(asked.map(({ path }) => path)).toEqual(["/installation/repositories?per_page=100&page=2"]);
  await expect(listRepositories(repository, 2)).rejects.toMatchObject({ failure: { code: "transient" } });
});

const entry = (name: string, more: object) => ({
  name,
  oid: `${name}-id`,
  type: "blob",
  object: { byteSize: 3, isBinary: false },
  ...more,
});

test("the configs of a commit are the files of its folder, each with its length and whether it is text", () => {
  const entries = [
    entry("a.yaml", {}),
    entry("folder", { type: "tree", object: {} }),
    entry("long.yaml", { object: { byteSize: 99_000_000, isBinary: false } }),
    entry("logo.png", { object: { byteSize: 900, isBinary: true } }),
    entry("odd.yaml", { object: { byteSize: 4, isBinary: null } }),
    entry("none.yaml", { object: null }),
  ];
  expect(configFolder({ configs: { object: { entries } } })).toEqual([
    { name: "a.yaml", blob: "a.yaml-id", bytes: 3, isText: true },
    { name: "long.yaml", blob: "long.yaml-id", bytes: 99_000_000, isText: true },
    { name: "logo.png", blob: "logo.png-id", bytes: 900, isText: false },
    { name: "odd.yaml", blob: "odd.yaml-id", bytes: 4, isText: false },
    { name: "none.yaml", blob: "none.yaml-id", bytes: 0, isText: false },
  ]);
  for (const none of [{ configs: null }, { configs: { object: null } }, { configs: { object: {} } }])
    expect(configFolder(none)).toEqual([]);
});

describe("the builds of a head", () => {
  const suite = (more: object) => ({
    url: "https://github.com/acme/my-app/commit/a/checks?check_suite_id=31",
    status: "COMPLETED",
    conclusion: "SUCCESS",
    updatedAt: "2026-11-30T10:00:00Z",
    app: { slug: "circleci" },
    branch: { name: "main" },
    workflowRun: null,
    ...more,
  });
  const workflowRun = {
    url: "https://github.com/acme/my-app/actions/runs/12",
    event: "push",
    file: { path: ".github/workflows/build.yml" },
  };
  const builds = (...suites: readonly object[]) =>
    readBuilds({ checkSuites: { nodes: suites }, status: null }).builds;
  const common = {
    branch: "main",
    state: "completed",
    conclusion: "success",
    updatedAt: "2026-11-30T10:00:00Z",
  };

  test("are its runs and the suites of other apps, by GitHub's numbers", () => {
    expect(builds(suite({}), suite({ app: { slug: "github-actions" }, workflowRun }))).toEqual([
      { ...common, source: "suite", number: 31, name: "circleci", event: "" },
      { ...common, source: "run", number: 12, name: ".github/workflows/build.yml", event: "push" },
    ]);
  });

  test.each([
    ["COMPLETED", "FAILURE", "completed", "failure"],
    ["COMPLETED", null, "completed", undefined],
    ["IN_PROGRESS", "SUCCESS", "running", undefined],
    ["QUEUED", null, "queued", undefined],
    ["WAITING", null, "queued", undefined],
  ])("that are %s with %s", (status, said, state, conclusion) => {
    expect(builds(suite({ status, conclusion: said }))).toMatchObject([{ state, conclusion }]);
  });

  test("say nothing where they have no number, no file or no name", () => {
    const nothing = [
      suite({ app: { slug: "github-actions" } }),
      suite({ app: null }),
      suite({ url: "https://github.com/acme/my-app/commit/a/checks" }),
      suite({ workflowRun: { ...workflowRun, file: null } }),
      suite({ workflowRun: { ...workflowRun, url: "https://github.com/acme/my-app" } }),
    ];
    expect(builds(...nothing, suite({ branch: null }))).toEqual([
      { ...common, branch: undefined, source: "suite", number: 31, name: "circleci", event: "" },
    ]);
  });

  test("have the newest status of each context beside them", () => {
    const contexts = [
      { context: "ci/A", state: "SUCCESS" },
      { context: "ci/b", state: "PENDING" },
    ];
    expect(readBuilds({ checkSuites: null, status: { contexts } }).statuses).toEqual([
      { context: "ci/A", state: "success" },
      { context: "ci/b", state: "pending" },
    ]);
    expect(readBuilds({ checkSuites: null, status: null })).toEqual({ builds: [], statuses: [] });
  });
});

test("the last changes of files in several repositories, in the order of the files", async () => {
  const file = (...oids: readonly string[]) => ({
    object: { history: { nodes: oids.map((oid) => ({ oid })) } },
  });
  const data = { f0: file("1", "0"), f1: null, f2: { object: null }, f3: file(), f4: file("5") };
  const { repository, asked } = answering([{ json: { data } }]);
  const files = ["a", "b", "c", "d", "e"].map((path) => ({ nodeId: `R${path}`, commit: `C${path}`, path }));
  expect(await lastChangesOf(repository, files)).toEqual(["1", undefined, undefined, undefined, "5"]);
  expect(asked[0]?.body).toMatchObject({ variables: { id0: "Ra", commit0: "Ca", path0: "a", path4: "e" } });
});

test("the texts of files in several repositories come in their order, and those that are none are left out", async () => {
  const text = (content: string | null, more: object = {}) => ({
    object: { file: { object: { text: content, isTruncated: false, isBinary: false, ...more } } },
  });
  const found = [
    text("a"),
    { object: { file: null } },
    null,
    text("cut", { isTruncated: true }),
    text(null, { isBinary: true }),
    { object: null },
    text(""),
  ];
  const data = Object.fromEntries(found.map((one, index) => [`f${index}`, one]));
  const { repository, asked } = answering([{ json: { data } }]);
  const files = found.map((_, index) => ({ nodeId: `R${index}`, commit: `C${index}`, path: `p${index}` }));
  const none = undefined;
  expect(await textsOf(repository, files)).toEqual(["a", none, none, none, none, none, ""]);
  expect(await textsOf(repository, [])).toEqual([]);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.body).toMatchObject({
    variables: { id0: "R0", commit0: "C0", path0: "p0", id6: "R6", commit6: "C6", path6: "p6" },
  });
});

describe("the heads of repositories", () => {
  const branch = (name: string, more: object) => ({
    name,
    target: {
      oid: `${name}-head`,
      message: null,
      committedDate: null,
      author: null,
      checkSuites: null,
      status: null,
      ...more,
    },
  });
  const heads = (more: object = {}): object => ({
    id: "R1",
    databaseId: 1,
    nameWithOwner: "acme/my-app",
    isArchived: false,
    defaultBranchRef: { name: "main", target: { oid: "main-head", configs: null } },
    refs: { pageInfo: { hasNextPage: false, endCursor: "c" }, nodes: [] },
    ...more,
  });
  const page = (nodes: readonly unknown[], ...types: readonly string[]): Answer => ({
    json: {
      data: { nodes },
      ...(types.length > 0 && { errors: types.map((type) => ({ type, message: type, path: ["nodes", 1] })) }),
    },
  });
  const ask = { nodeIds: ["R1", "R2"], branches: 50 };

  test("say whose each is and what it says, in its first line", async () => {
    const author = { name: "Alice", user: { login: "alice" } };
    const nodes = [
      branch("main", { message: "Subject\n\nBody", committedDate: "2026-11-30T10:00:00Z", author }),
      branch("named", { message: "One", author: { name: "Bob", user: null } }),
      branch("bare", {}),
    ];
    const refs = { pageInfo: { hasNextPage: true, endCursor: "c50" }, nodes };
    const configs = { object: { entries: [entry("a.yaml", {})] } };
    const main = { name: "main", target: { oid: "main-head", configs } };
    const { repository, asked } = answering([page([heads({ refs, defaultBranchRef: main })])]);
    const [found] = await readHeads(repository, { ...ask, after: "c0" });
    expect(
      found?.branches.map(({ name, head, subject, author, committedAt }) => [
        name,
        head,
        subject,
        author,
        committedAt,
      ]),
    ).toEqual([
      ["main", "main-head", "Subject", "alice", "2026-11-30T10:00:00Z"],
      ["named", "named-head", "One", "Bob", ""],
      ["bare", "bare-head", "", "unknown", ""],
    ]);
    expect(found).toMatchObject({
      next: "c50",
      defaultBranch: "main",
      configs: { head: "main-head", files: [{ name: "a.yaml" }] },
    });
    expect(asked[0]?.body).toMatchObject({ variables: { ids: ["R1", "R2"], branches: 50, after: "c0" } });
  });

  test("leave out a repository that is gone, and know an empty one", async () => {
    const { repository } = answering([page([heads({ defaultBranchRef: null }), null], "NOT_FOUND")]);
    expect(await readHeads(repository, ask)).toMatchObject([
      {
        id: 1,
        nodeId: "R1",
        name: "acme/my-app",
        defaultBranch: undefined,
        configs: undefined,
        next: undefined,
      },
    ]);
  });

  test("are not known where anything else went wrong", async () => {
    const { repository } = answering([page([heads(), null], "NOT_FOUND", "FORBIDDEN")]);
    await expect(readHeads(repository, ask)).rejects.toThrow("NOT_FOUND; FORBIDDEN");
  });
});

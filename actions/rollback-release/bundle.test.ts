import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGitHub } from "../../sandbox/github/index.ts";
import type { GitHub, Repository } from "../../sandbox/github/model.ts";
import { runStep, type Step, type StepResult } from "../../sandbox/step/run-step.ts";

const IMAGE = "ghcr.io/acme/my-app";
const READ = ["graphql:ReadBranch", "graphql:FileHistory", "graphql:FileAt"];

interface Fields {
  readonly [field: string]: unknown;
}

let github: GitHub;
let directory: string;
let releases: Repository;
let token: string;
let count = 0;
let runs = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rollback-release-"));
  github = await startGitHub({ directory });
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});
afterEach(() => github.clearFaults());

async function create(files: Record<string, string> = {}): Promise<void> {
  releases = await github.createRepository(`acme/releases-${(count += 1)}`, {
    private: true,
    files: { "db/db.json": text(), ...files },
  });
  token = github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories: [releases.fullName],
    permissions: { contents: "write", metadata: "read" },
  });
}

const text = (...records: Fields[]): string =>
  `${JSON.stringify({ version: 1, releases: records }, undefined, 2)}\n`;
const record = (container: string, tag: string, fields: Fields = {}): Fields => ({
  container,
  channel: "prod",
  image: `ghcr.io/acme/${container}:${tag}`,
  released_at: "2026-11-20T00:00:00Z",
  released_by: "bob",
  dispatch_id: "11111111-2222-4333-8444-555555555555",
  ...fields,
});

const git = (...args: string[]): string =>
  execFileSync("git", ["--git-dir", releases.gitDir, ...args], { encoding: "utf8", maxBuffer: 2 ** 26 });
const head = () => git("rev-parse", "main").trim();
const message = () => git("log", "-1", "--format=%B", "main").trim();
const commits = () => Number(git("rev-list", "--count", "main"));
const database = () => git("show", "main:db/db.json");
const records = () => (JSON.parse(database()) as { releases: Fields[] }).releases;
const recordOf = (container = "my-app") =>
  records().find((one) => one["container"] === container && one["channel"] === "prod");
const operations = () => github.requests.map(({ operation }) => operation);

/** A commit by hand, as a person pushes it. */
function commitByHand(files: Record<string, string>, subject: string, parent = "main"): string {
  const env = {
    ...process.env,
    GIT_INDEX_FILE: join(directory, `index-${(runs += 1)}`),
    ...Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((who) => [
        [`GIT_${who}_NAME`, "Mona"],
        [`GIT_${who}_EMAIL`, "mona@example.com"],
      ]),
    ),
  };
  const run = (args: string[], input = "") =>
    execFileSync("git", ["--git-dir", releases.gitDir, ...args], { encoding: "utf8", env, input }).trim();
  run(["read-tree", parent]);
  for (const [path, content] of Object.entries(files)) {
    run([
      "update-index",
      "--add",
      "--cacheinfo",
      `100644,${run(["hash-object", "-w", "--stdin"], content)},${path}`,
    ]);
  }
  return run(["commit-tree", run(["write-tree"]), "-p", parent, "-m", subject]);
}
const push = (commit: string): void => void git("update-ref", "refs/heads/main", commit);

const dispatchId = (runId: number) => `00000000-0000-4000-8000-${String(runId).padStart(12, "0")}`;
const sourceOf = (runId: number): Fields => ({
  repository: "acme/my-app",
  sha: String(runId % 10).repeat(40),
  ref: "refs/heads/main",
  run_id: runId,
  run_attempt: 1,
});

/** The commit of a build's release, without the time that the action takes. */
function released(runId: number, container = "my-app"): void {
  const image = `ghcr.io/acme/${container}:v${runId}`;
  const written = record(container, `v${runId}`, {
    source: sourceOf(runId),
    released_at: `2026-11-20T00:00:0${runId}Z`,
    released_by: "octocat",
    dispatch_id: dispatchId(runId),
  });
  const others = records().filter((one) => one["container"] !== container || one["channel"] !== "prod");
  const trailers = `Dispatch-Id: ${dispatchId(runId)}\nReleased-By: octocat`;
  const message = `release(${container}): prod → v${runId}\n\n${container} prod: x:1 → ${image}\n\n${trailers}`;
  push(commitByHand({ "db/db.json": text(...others, written) }, message));
}

/** A build's release, by the real action. */
const build = (runId: number, release: Fields = {}): Promise<StepResult> =>
  runStep({
    action: "actions/update-database",
    github,
    token,
    repository: releases.fullName,
    event: {
      name: "repository_dispatch",
      payload: {
        client_payload: {
          version: 1,
          dispatch_id: dispatchId(runId),
          releases: [{ container: "my-app", channel: "prod", image: `${IMAGE}:v${runId}`, ...release }],
          source: sourceOf(runId),
        },
        repository: { default_branch: "main" },
      },
    },
    inputs: { deadline: "30s" },
    runId: 1000 + runId,
  });
const run = async (inputs: Record<string, string> = {}, step: Partial<Step> = {}): Promise<StepResult> => {
  github.forgetRequests();
  return await runStep({
    action: "actions/rollback-release",
    github,
    token,
    repository: releases.fullName,
    event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
    inputs: { containers: "my-app", channel: "prod", deadline: "30s", ...inputs },
    runId: (runs += 1),
    ...step,
  });
};
const outcomes = ({ outputs }: StepResult) =>
  (JSON.parse(outputs["results"]!) as { outcome: string }[]).map(({ outcome }) => outcome);
const history = ({ outputs }: StepResult) =>
  (JSON.parse(outputs["history"]!) as { image: string }[]).map(({ image }) => image.split(":")[1]);
const refused = (result: StepResult, text: string) => {
  expect(result.exitCode).toBe(1);
  expect(outcomes(result)).toEqual(["rejected"]);
  expect(result.annotations).toEqual([
    { level: "error", title: "Rejected", message: expect.stringContaining(text) },
  ]);
};

describe("after three releases", () => {
  beforeEach(async () => {
    await create();
    for (const runId of [1, 2, 3]) released(runId);
  });

  test("the former one comes back and is pinned, in four requests, and the history is told", async () => {
    const former = JSON.parse(git("show", "main~1:db/db.json")).releases[0] as Fields;
    const result = await run({ reason: "incident 42" }, { actor: "alice" });
    expect(result.annotations).toEqual([]);
    expect(result.exitCode).toBe(0);
    expect(operations()).toEqual([...READ, "graphql:CommitOnBranch"]);
    const id = result.outputs["dispatch-id"];
    const at = recordOf()!["released_at"];
    expect(recordOf()).toEqual({
      ...former,
      released_at: at,
      released_by: "alice",
      dispatch_id: id,
      newest_builds: [{ repository: "acme/my-app", run_id: 3, run_attempt: 1 }],
      pinned: { by: "alice", at, reason: "incident 42" },
    });
    expect(message()).toBe(
      [
        "release(my-app): prod → v2 (rolled back)",
        "",
        `my-app prod: ${IMAGE}:v3 → ${IMAGE}:v2`,
        "",
        `Dispatch-Id: ${id}`,
        `Source: acme/my-app@${"2".repeat(40)}`,
        `Source-Run: ${github.url}/acme/my-app/actions/runs/2`,
        "Rolled-Back: true",
        "Reason: incident 42",
        "Released-By: alice",
      ].join("\n"),
    );
    expect(result.outputs).toMatchObject({ changed: "true", "commit-sha": head() });
    expect(JSON.parse(result.outputs["history"]!)).toEqual(
      [3, 2, 1].map((runId) => ({
        container: "my-app",
        channel: "prod",
        image: `${IMAGE}:v${runId}`,
        digest: null,
        source_sha: String(runId).repeat(40),
        released_at: expect.stringMatching(/^2\d{3}-/),
        released_by: "octocat",
        commit: git("rev-parse", `main~${4 - runId}`).trim(),
        commit_url: expect.stringContaining("/commit/"),
      })),
    );
    expect(result.summary).toContain("What ran here");
    expect(result.summary).toContain("builds are held in prod until you run this with unpin");
  });

  test("the next build is held, until it is unpinned and dispatched again", async () => {
    await run();
    const held = await build(4);
    expect(outcomes(held)).toEqual(["held"]);
    expect(held.annotations[0]?.message).toContain(
      "held, the record was pinned by octocat: rolled back from v3",
    );
    const unpinned = await run({ unpin: "true", reason: "fixed in v4" });
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
    expect(outcomes(unpinned)).toEqual(["applied"]);
    expect(unpinned.log).toContain("applied, it was pinned by octocat: rolled back from v3");
    expect(unpinned.summary).toContain("run the newest one's dispatch again");
    expect(message()).toMatch(/^release\(my-app\): prod → v2 \(unpinned\)\n/);
    expect(recordOf()).not.toHaveProperty("pinned");
    expect(outcomes(await run({ unpin: "true" }))).toEqual(["unchanged"]);
    expect(outcomes(await build(4))).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v4` });
  });

  test("without a pin, the build that was undone stays out, and the next one comes in", async () => {
    await run({ pin: "false" });
    expect(recordOf()).not.toHaveProperty("pinned");
    expect(outcomes(await build(3))).toEqual(["superseded"]);
    expect(outcomes(await build(4))).toEqual(["applied"]);
  });

  test("going back again goes further back", async () => {
    await run();
    const second = await run();
    expect(outcomes(second)).toEqual(["held"]);
    expect(second.annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining("pinned by octocat: rolled back from v3") },
    ]);
    expect(second.summary).toContain("set force");
    const forced = await run({ force: "true", reason: "v2 is no better" });
    expect(outcomes(forced)).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1`, pinned: { reason: "v2 is no better" } });
    expect(message()).toContain("\nForced: true");
    const third = await run({ force: "true" });
    refused(
      third,
      "my-app has run nothing before in prod, as far as db/db.json tells in its 6 commits: it ran",
    );
  });

  test("an image that ran there comes back, also a newer one", async () => {
    await run({ to: `${IMAGE}:v1`, pin: "false" });
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1`, source: sourceOf(1) });
    await run({ to: `${IMAGE}:v3`, pin: "false" });
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v3`, source: sourceOf(3) });
    expect(recordOf()).not.toHaveProperty("newest_builds");
  });

  test("an image that never ran there is refused, and those that did are named", async () => {
    const before = head();
    const result = await run({ to: `${IMAGE}:v9` });
    refused(
      result,
      `my-app has not run ${IMAGE}:v9 in prod, as far as db/db.json tells in its 4 commits: it ran ${IMAGE}:v3 (2`,
    );
    expect(operations()).toEqual(READ);
    expect(head()).toBe(before);
  });

  test("what runs already is pinned where it is", async () => {
    const result = await run({ to: `${IMAGE}:v3`, reason: "stay" });
    expect(outcomes(result)).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({
      image: `${IMAGE}:v3`,
      dispatch_id: expect.stringMatching(/0003$/),
      pinned: { reason: "stay" },
    });
    expect(message()).toMatch(/^release\(my-app\): prod → v3 \(pinned\)\n/);
    expect(outcomes(await run({ to: `${IMAGE}:v3`, pin: "false" }))).toEqual(["unchanged"]);
  });

  test("a commit brings back what ran then, of all containers", async () => {
    released(5, "api");
    const then = head();
    released(6, "api");
    released(7);
    released(8, "web");
    const result = await run({ containers: "*", to: then.slice(0, 10) });
    expect(result.annotations).toEqual([]);
    expect(operations()).toEqual([
      "graphql:ReadBranch",
      "graphql:FileAt",
      "graphql:FileHistory",
      "graphql:CommitOnBranch",
    ]);
    expect(records().map(({ image, pinned }) => [image, pinned !== undefined])).toEqual([
      ["ghcr.io/acme/api:v5", true],
      [`${IMAGE}:v3`, true],
      ["ghcr.io/acme/web:v8", false],
    ]);
    expect(message()).toMatch(/^release\(api, my-app\): prod → 2 images \(rolled back\)\n/);
    expect(recordOf("api")!["pinned"]).toMatchObject({ reason: "rolled back" });
  });

  test("a commit that changed other files will do", async () => {
    const then = commitByHand({ "README.md": "# Releases\n" }, "Say more");
    push(then);
    released(4);
    expect(outcomes(await run({ to: then }))).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v3` });
  });

  test.each<[string, () => string, string]>([
    ["a commit that does not exist", () => "0123456789", "there is no commit 0123456789 in acme/releases-"],
    [
      "a commit that was never on the branch",
      () => commitByHand({ "db/db.json": text(record("my-app", "evil")) }, "Evil"),
      "never was on the branch that holds db/db.json, so that nothing in it ran",
    ],
    [
      "a commit before the container was there",
      () => git("rev-parse", "main~3").trim(),
      "there was no my-app in prod at commit",
    ],
  ])("%s is refused", async (_name, commit, message) => {
    refused(await run({ to: commit() }), message);
  });

  test.each<[string, Record<string, string>, string]>([
    ["a container", { containers: "my-ap" }, "there is no my-ap in prod: its containers are my-app"],
    ["a channel", { channel: "prd" }, "there is no release in prd: channels with releases are prod"],
  ])("%s that is not there is refused", async (_name, inputs, message) => {
    refused(await run(inputs), message);
    expect(operations()).toEqual(["graphql:ReadBranch"]);
  });

  test.each<[Record<string, string>, string]>([
    [{ to: "v2" }, 'Input to is "v2": previous, an image with its tag'],
    [{ containers: "*" }, 'Input containers is "*": name them'],
    [
      { containers: "a, b", to: "a:1" },
      'Input containers is "a, b": an image in to belongs to one container',
    ],
    [{ unpin: "true", to: "a:1" }, 'Input to is "a:1": unpin goes back to nothing'],
  ])("the inputs %j are a mistake", async (inputs, message) => {
    const result = await run(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([{ level: "error", message: expect.stringContaining(message) }]);
    expect(result.outputs).toMatchObject({ changed: "false", results: "[]", history: "[]" });
    expect(operations()).toEqual([]);
  });

  test("a dry run shows the history and the difference, and writes nothing", async () => {
    const before = head();
    const result = await run({ "dry-run": "true" });
    expect(history(result)).toEqual(["v3", "v2", "v1"]);
    expect(result.log).toContain(`+      "image": "${IMAGE}:v2",`);
    expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "" });
    expect(operations()).toEqual(READ);
    expect(head()).toBe(before);
  });

  test("a frozen channel holds it, but for force", async () => {
    const freezes = [{ channel: "prod", by: "alice", reason: "release week" }];
    push(commitByHand({ "db/policy.json": JSON.stringify({ version: 1, freezes }) }, "Freeze"));
    const result = await run();
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["held"]);
    expect(outcomes(await run({ force: "true" }))).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2`, pinned: {} });
    expect(outcomes(await run({ unpin: "true" }))).toEqual(["applied"]);
  });

  test("a channel that takes promotions only takes it, too", async () => {
    push(commitByHand({ "db/policy.json": '{ "version": 1, "promotion_only": ["prod"] }' }, "Promote only"));
    expect(outcomes(await run())).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2`, pinned: {} });
  });

  test("the policy's image name holds, its refs do not", async () => {
    const policy = (rules: Fields) => JSON.stringify({ version: 1, containers: { "my-app": rules } });
    push(commitByHand({ "db/policy.json": policy({ image: "other" }) }, "Rename"));
    refused(await run(), `its image is ${IMAGE}, but must be other`);
    push(commitByHand({ "db/policy.json": policy({ refs: { prod: ["refs/tags/v*"] } }) }, "Only tags"));
    expect(outcomes(await run())).toEqual(["applied"]);
  });

  test.each([
    ["a dropped connection", { kind: "drop", when: "after" }],
    ["a 502", { kind: "status-after", status: 502 }],
  ] as const)("an answer lost after the write, by %s: one commit, found again", async (_name, fault) => {
    github.inject({ operation: "graphql:CommitOnBranch", fault, times: 1 });
    const result = await run();
    expect(outcomes(result)).toEqual(["applied"]);
    expect(result.outputs["commit-sha"]).toBe(head());
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2` });
    expect(commits()).toBe(5);
  });

  test.each(["graphql:FileHistory", "graphql:FileAt"])("503 for %s, then well", async (operation) => {
    github.inject({ operation, fault: { kind: "status", status: 503 }, times: 2 });
    expect(outcomes(await run())).toEqual(["applied"]);
  });

  test("a job that is run again does not go back further", async () => {
    await run({}, { runId: 77 });
    const first = head();
    const again = await run({}, { runId: 77, runAttempt: 2 });
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(again.outputs).toMatchObject({ changed: "true", "commit-sha": first });
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("a release and a rollback at once both land, or the pin holds the release", async () => {
    const [rollback, release] = await Promise.all([
      run({ to: `${IMAGE}:v1` }),
      build(9, { container: "api", image: "ghcr.io/acme/api:v9" }),
    ]);
    expect([outcomes(rollback), outcomes(release)]).toEqual([["applied"], ["applied"]]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
    expect(recordOf("api")).toMatchObject({ image: "ghcr.io/acme/api:v9" });
  });
});

describe("a history", () => {
  beforeEach(() => create());

  test("by hand, without ids, is read as well", async () => {
    for (const tag of ["v1", "v2", "v3"]) {
      push(commitByHand({ "db/db.json": text(record("my-app", tag)) }, `Release ${tag}`));
    }
    const result = await run();
    expect(outcomes(result)).toEqual(["applied"]);
    expect(history(result)).toEqual(["v3", "v2", "v1"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("with a broken database in it is read past it", async () => {
    released(1);
    push(commitByHand({ "db/db.json": "<<<<<<< HEAD\n" }, "Merge"));
    push(commitByHand({ "db/db.json": text(record("my-app", "v2")) }, "Mend"));
    expect(outcomes(await run())).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
  });

  test("with a branch that was merged late does not mistake its old records for newer ones", async () => {
    released(1);
    const old = JSON.parse(database()) as { releases: Fields[] };
    const base = head();
    released(2);
    const side = commitByHand(
      { "db/db.json": text(...old.releases, record("other", "v1")) },
      "Add other",
      base,
    );
    released(3);
    const merged = JSON.parse(database()) as { releases: Fields[] };
    const tree = commitByHand({ "db/db.json": text(...merged.releases, record("other", "v1")) }, "x");
    const merge = execFileSync(
      "git",
      [
        "--git-dir",
        releases.gitDir,
        "-c",
        "user.name=Mona",
        "-c",
        "user.email=mona@example.com",
        "commit-tree",
        `${tree}^{tree}`,
        "-p",
        "main",
        "-p",
        side,
        "-m",
        "Merge",
      ],
      { encoding: "utf8" },
    ).trim();
    push(merge);
    const result = await run();
    expect(history(result)).toEqual(["v3", "v2", "v1"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("of others costs no more requests", async () => {
    released(1);
    released(2);
    importCommits(90, (index) => [
      text(...records(), record("busy", `b${index}`, { channel: "dev" })),
      "busy dev",
    ]);
    await run();
    expect(operations()).toEqual([...READ, "graphql:CommitOnBranch"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
  });

  test("of more than a thousand commits is read in bounded pages, and the limit is told", async () => {
    released(1);
    released(2);
    const then = git("rev-parse", "main~1").trim();
    const standing = records();
    importCommits(1001, (index) => [
      text(...standing, record("busy", `b${index}`, { channel: "dev" })),
      "busy dev",
    ]);
    const result = await run();
    expect(operations().filter((operation) => operation === "graphql:FileHistory")).toHaveLength(10);
    expect(operations()).not.toContain("graphql:FileAt");
    refused(
      result,
      "my-app has run nothing before in prod, as far as db/db.json tells in its last 1000 commits, back to 2",
    );
    expect(result.annotations[0]?.message).toMatch(/; to go back further, name a commit of this repository$/);
    const byCommit = await run({ to: then });
    expect(outcomes(byCommit)).toEqual(["applied"]);
    expect(operations()).toHaveLength(4);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
  });

  test("of databases past the 512,000 bytes of a GraphQL answer is read whole", async () => {
    const many = Array.from({ length: 3000 }, (_, index) => record(`app-${index}`, "v1", { channel: "dev" }));
    await create({ "db/db.json": text(...many) });
    released(1);
    released(2);
    expect(outcomes(await run())).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
    expect(operations().filter((operation) => !operation.startsWith("graphql:"))).toEqual([
      "repos/get-content",
      "repos/get-content",
    ]);
  });

  /** Many commits of this suite's form, fast. */
  function importCommits(many: number, content: (index: number) => [database: string, key: string]): void {
    const parts = Array.from({ length: many }, (_, index) => {
      const [file, key] = content(index);
      const id = `22222222-0000-4000-8000-${String(index).padStart(12, "0")}`;
      const message = `release(busy): dev → b${index}\n\n${key}: a:1 → a:2\n\nDispatch-Id: ${id}\nReleased-By: bob\n`;
      const data = (value: string) => `data ${Buffer.byteLength(value)}\n${value}\n`;
      const from = index === 0 ? `from ${head()}\n` : "";
      const time = Math.floor(Date.now() / 1000) + 1 + index;
      return `commit refs/heads/main\ncommitter Mona <mona@example.com> ${time} +0000\n${data(message)}${from}M 100644 inline db/db.json\n${data(file)}`;
    });
    execFileSync("git", ["--git-dir", releases.gitDir, "fast-import", "--quiet", "--force"], {
      input: parts.join(""),
    });
  }
});

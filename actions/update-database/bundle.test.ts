import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGitHub } from "../../sandbox/github/index.ts";
import type { GitHub, Repository } from "../../sandbox/github/model.ts";
import { runStep, type Step, type StepResult } from "../../sandbox/step/run-step.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const OTHER_ID = "11111111-2222-4333-8444-555555555555";
const SHA = "1a2b3c4d".repeat(5);
const IMAGE = "ghcr.io/acme/my-app";
const EMPTY = '{\n  "$schema": "./db.schema.json",\n  "version": 1,\n  "releases": []\n}\n';

let github: GitHub;
let directory: string;
let releases: Repository;
let token: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "update-database-"));
  github = await startGitHub({ directory });
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

beforeEach(() => create(EMPTY));
afterEach(() => github.clearFaults());

async function create(database: string): Promise<void> {
  releases = await github.createRepository(`acme/releases-${(count += 1)}`, {
    private: true,
    files: { "db/db.json": database, "README.md": "# Releases\n" },
  });
  token = github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories: [releases.fullName],
    permissions: { contents: "write", metadata: "read" },
  });
  github.forgetRequests();
}

const git = (...args: string[]): string =>
  execFileSync("git", ["--git-dir", releases.gitDir, ...args], { encoding: "utf8", maxBuffer: 2 ** 26 });
const database = () => git("show", "main:db/db.json");
const records = () => (JSON.parse(database()) as { releases: Record<string, unknown>[] }).releases;
const commits = () => Number(git("rev-list", "--count", "main"));
const operations = () => github.requests.map(({ operation }) => operation);

const source = (fields: object = {}) => ({
  repository: "acme/my-app",
  sha: SHA,
  ref: "refs/heads/main",
  run_id: 10,
  run_attempt: 1,
  ...fields,
});
const payload = (tag: string, fields: object = {}) => ({
  version: 1,
  dispatch_id: ID,
  releases: [{ container: "my-app", channel: "dev", image: `${IMAGE}:${tag}` }],
  source: source(),
  ...fields,
});

const run = (
  clientPayload: unknown,
  inputs: Record<string, string> = {},
  step: Partial<Step> = {},
): Promise<StepResult> =>
  runStep({
    action: "actions/update-database",
    github,
    token,
    repository: releases.fullName,
    event: {
      name: "repository_dispatch",
      payload: { client_payload: clientPayload, repository: { default_branch: "main" } },
    },
    inputs: { deadline: "30s", ...inputs },
    ...step,
  });
const byHand = (inputs: Record<string, string>, step: Partial<Step> = {}): Promise<StepResult> =>
  run(undefined, inputs, {
    event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
    ...step,
  });
const outcomes = ({ outputs }: StepResult) =>
  (JSON.parse(outputs["results"]!) as { outcome: string }[]).map(({ outcome }) => outcome);

describe("a dispatch", () => {
  test("is committed, in two requests, and told", async () => {
    const result = await run(payload("main-1a2b3c4"));
    expect(result.exitCode).toBe(0);
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
    expect(records()).toEqual([
      {
        container: "my-app",
        channel: "dev",
        image: `${IMAGE}:main-1a2b3c4`,
        source: source(),
        released_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        released_by: "octocat",
        dispatch_id: ID,
      },
    ]);
    const head = git("rev-parse", "main").trim();
    expect(result.outputs).toEqual({
      changed: "true",
      "commit-sha": head,
      "commit-url": `${github.url}/${releases.fullName}/commit/${head}`,
      "dispatch-id": ID,
      provenance: "",
      source: "",
      results: JSON.stringify([
        {
          container: "my-app",
          channel: "dev",
          outcome: "applied",
          reason: "",
          before: null,
          after: `${IMAGE}:main-1a2b3c4`,
        },
      ]),
    });
    expect(git("log", "-1", "--format=%B").trim()).toBe(
      [
        "release(my-app): dev → main-1a2b3c4",
        "",
        `my-app dev: (new) → ${IMAGE}:main-1a2b3c4`,
        "",
        `Dispatch-Id: ${ID}`,
        `Source: acme/my-app@${SHA}`,
        `Source-Run: ${github.url}/acme/my-app/actions/runs/10`,
        "Released-By: octocat",
      ].join("\n"),
    );
    expect(result.summary).toContain(
      "<td>my-app</td><td>dev</td><td>applied</td><td>none → ghcr.io/acme/my-app:main-1a2b3c4</td>",
    );
    expect(result.masked).toEqual([token]);
    expect(result.annotations).toEqual([]);
  });

  test("changes its own record and no other line", async () => {
    await run(payload("v1"));
    await run(
      payload("v1", {
        dispatch_id: OTHER_ID,
        releases: [{ container: "other", channel: "dev", image: "other:v1" }],
      }),
    );
    await run(payload("v2", { source: source({ run_id: 11 }) }));
    const numstat = git("diff", "--numstat", "main~1", "main").trim();
    expect(numstat).toMatch(/^[23]\t[23]\tdb\/db\.json$/);
  });

  test("of several containers is one commit", async () => {
    const releases = ["api", "worker", "cron"].map((container) => ({
      container,
      channel: "dev",
      image: `${container}:v1`,
    }));
    const result = await run(payload("", { releases }));
    expect(outcomes(result)).toEqual(["applied", "applied", "applied"]);
    expect(commits()).toBe(2);
    expect(git("log", "-1", "--format=%s").trim()).toBe("release(api, worker, cron): dev → v1");
  });

  test("repeated is unchanged and no commit", async () => {
    await run(payload("v1"));
    const again = await run(payload("v1"));
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(again.exitCode).toBe(0);
    expect(again.outputs).toMatchObject({
      changed: "false",
      "commit-sha": "",
      "commit-url": "",
      "dispatch-id": ID,
    });
    expect(commits()).toBe(2);
  });

  test("of an older build is superseded, with a notice", async () => {
    await run(payload("v2"));
    const late = await run(payload("v1", { source: source({ run_id: 9 }), dispatch_id: OTHER_ID }));
    expect(late.exitCode).toBe(0);
    expect(outcomes(late)).toEqual(["superseded"]);
    expect(late.annotations).toEqual([
      {
        level: "notice",
        title: "superseded: my-app in dev",
        message: `my-app in dev: superseded, the newer build acme/my-app run 10 was released here (${IMAGE}:v2 → ${IMAGE}:v1)`,
      },
    ]);
    expect(records()[0]).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("of an older build is written with force, and the commit says so", async () => {
    await run(payload("v2"));
    const late = await run(payload("v1", { source: source({ run_id: 9 }) }), { force: "true" });
    expect(outcomes(late)).toEqual(["applied"]);
    expect(git("log", "-1", "--format=%B")).toContain("\nForced: true\n");
  });

  test("that comes twice does not undo the release by hand in between", async () => {
    await run(payload("v10"));
    await byHand({ container: "my-app", "release-channel": "dev", image: "app:rollback" });
    const twice = await run(payload("v10"));
    expect(outcomes(twice)).toEqual(["superseded"]);
    expect(twice.annotations[0]?.message).toContain(
      "this build acme/my-app run 10 was released here before, and another release since",
    );
    expect(records()[0]).toMatchObject({ image: "app:rollback" });
  });

  test("written by hand is taken too, and its run gives it an id", async () => {
    const first = await run(
      { container: "my-app", release_channel: "dev", image: "app:v1" },
      {},
      { runId: 77 },
    );
    expect(outcomes(first)).toEqual(["applied"]);
    expect(first.outputs["dispatch-id"]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(records()[0]).toMatchObject({ image: "app:v1", dispatch_id: first.outputs["dispatch-id"] });
  });

  test("is only shown in a dry run", async () => {
    const result = await run(payload("v1"), { "dry-run": "true" });
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain(`+      "image": "${IMAGE}:v1",`);
    expect(outcomes(result)).toEqual(["applied"]);
    expect(result.outputs["changed"]).toBe("false");
    expect(operations()).toEqual(["graphql:ReadBranch"]);
    expect(database()).toBe(EMPTY);
  });
});

describe("a release by hand (workflow_dispatch, workflow_call)", () => {
  test("comes from the inputs", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const result = await byHand(
      { container: "my-app", "release-channel": "prod", image: "app:v1", digest },
      { actor: "alice" },
    );
    expect(outcomes(result)).toEqual(["applied"]);
    expect(records()).toMatchObject([{ channel: "prod", image: "app:v1", digest, released_by: "alice" }]);
  });

  test("lacking a part says which", async () => {
    const result = await byHand({ container: "my-app", image: "app:v1" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      { level: "error", title: "Rejected", message: "inputs: it lacks release-channel" },
    ]);
  });

  test("with neither inputs nor payload says so", async () => {
    const result = await byHand({});
    expect(result.annotations[0]?.message).toBe(
      "Input container is empty: the event brings no client_payload, so give container, release-channel and image.",
    );
  });
});

describe("a pinned record", () => {
  const pinned = JSON.stringify({
    version: 1,
    releases: [
      {
        container: "my-app",
        channel: "dev",
        image: `${IMAGE}:v1`,
        released_at: "2026-11-20T00:00:00Z",
        released_by: "bob",
        dispatch_id: OTHER_ID,
        pinned: { by: "alice", at: "2026-11-20T00:00:00Z", reason: "incident 42" },
      },
    ],
  });
  beforeEach(() => create(pinned));

  test("holds a release, with a warning", async () => {
    const result = await run(payload("v2"));
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["held"]);
    expect(result.annotations).toMatchObject([
      {
        level: "warning",
        message: expect.stringContaining("held, the record was pinned by alice: incident 42"),
      },
    ]);
    expect(database()).toBe(pinned);
  });

  test("fails the step with fail-on-held", async () => {
    const result = await run(payload("v2"), { "fail-on-held": "true" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([{ level: "error" }]);
    expect(outcomes(result)).toEqual(["held"]);
  });

  test("cannot give orders to the runner by its reason", async () => {
    await create(
      pinned.replace("incident 42", "x\\n::error title=Injected::hello ##[set-output name=changed]x"),
    );
    const { annotations, log } = await run(payload("v2"), { force: "true" });
    expect(annotations).toEqual([]);
    expect(log).toContain("hello");
    expect(log).not.toContain("##[");
  });

  test("gives way to force, and stays pinned", async () => {
    expect(outcomes(await run(payload("v2"), { force: "true" }))).toEqual(["applied"]);
    expect(records()[0]).toMatchObject({ image: `${IMAGE}:v2`, pinned: { by: "alice" } });
  });
});

test("an actor without a name cannot leave a database that nobody can read", async () => {
  const result = await run(payload("v1"), {}, { actor: "" });
  expect(result.exitCode).toBe(1);
  expect(result.annotations).toMatchObject([
    { message: expect.stringContaining('releases[0].released_by is ""') },
  ]);
  expect(database()).toBe(EMPTY);
});

describe("a rejected dispatch writes nothing, fails, and names the problem:", () => {
  const release = (fields: object) =>
    payload("", { releases: [{ container: "my-app", channel: "dev", image: "app:v1", ...fields }] });
  test.each<[string, unknown, string]>([
    [
      "an image without a tag",
      release({ image: "ghcr.io/acme/app" }),
      'releases[0].image is "ghcr.io/acme/app", but it has no tag',
    ],
    ["an illegal tag", release({ image: "app:-x" }), 'its tag "-x" is illegal'],
    [
      "a malformed channel",
      release({ channel: "Dev 1" }),
      'releases[0].channel is "Dev 1", but must be lower-case',
    ],
    [
      "a container with a slash",
      release({ container: "acme/app" }),
      'releases[0].container is "acme/app", but must be lower-case',
    ],
    [
      "a container in upper case",
      release({ container: "App" }),
      'releases[0].container is "App", but must be lower-case',
    ],
    [
      "11 properties",
      { ...payload("v1"), ...Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`x${i}`, 1])) },
      "it has 11 top-level properties, but GitHub takes 10",
    ],
    [
      "a container twice",
      payload("", { releases: [1, 2].map((n) => ({ container: "a", channel: "dev", image: `a:${n}` })) }),
      "releases[1] repeats a in dev, which is releases[0]",
    ],
    ["markup in a name", release({ container: "<img src=x>" }), 'releases[0].container is "<img src=x>"'],
    [
      "one good and one bad release",
      payload("", {
        releases: [
          { container: "a", channel: "dev", image: "a:1" },
          { container: "b", channel: "dev", image: "b" },
        ],
      }),
      "releases[1].image",
    ],
  ])("%s", async (_name, clientPayload, message) => {
    const result = await run(clientPayload);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      { level: "error", title: "Rejected", message: expect.stringContaining(message) },
    ]);
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "", "dispatch-id": ID });
    expect(result.summary).toContain("Rejected: nothing was written");
    expect(result.summary).not.toContain("<img");
    expect(operations()).toEqual([]);
    expect(database()).toBe(EMPTY);
  });
});

test("what a dispatch says cannot become Markdown in the summary", async () => {
  const { summary } = await run(payload("v1", { "x\n\n![seen](https://example.org/x.png)\n": 1 }));
  expect(summary).toContain("![seen]");
  expect(summary).not.toContain("\n\n");
});

describe("a broken database is left as it is, and the line is named:", () => {
  test.each([
    ["no JSON", '{\n  "version": 1,\n  "releases": [\n', 4, 1, "not JSON: "],
    ["conflict marks", '{\n<<<<<<< HEAD\n  "version": 1\n}\n', 2, 1, "not JSON: "],
    [
      "another schema",
      '{\n  "version": 1,\n  "releases": {}\n}\n',
      3,
      15,
      "releases is {}, but must be a list of releases",
    ],
    ["nothing", "", 1, 1, "not JSON: "],
  ])("%s", async (_name, text, line, col, message) => {
    await create(text);
    const result = await run(payload("v1"));
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([
      {
        level: "error",
        file: "db/db.json",
        line: String(line),
        col: String(col),
        message: expect.stringContaining(`db/db.json:${line}:${col}: ${message}`),
      },
    ]);
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(database()).toBe(text);
  });
});

describe("what is not there is named:", () => {
  test("a branch", async () => {
    const result = await run(payload("v1"), { branch: "release" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      {
        level: "error",
        message: `Branch release does not exist in ${releases.fullName}: its default branch is main.`,
      },
    ]);
    expect(result.outputs).toMatchObject({ changed: "false", "dispatch-id": ID, results: "[]" });
  });

  test("the database file", async () => {
    const result = await run(payload("v1"), { path: "db/database.json" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toBe(
      "db/database.json does not exist on branch main: commit it first.",
    );
  });

  test.each([
    ["deadline", "soon", 'Input deadline is "soon": a number with s, m or h is allowed, such as 90s or 10m.'],
    ["force", "yes please", 'Input force is "yes please": true or false is allowed.'],
  ])("the mistake in input %s", async (input, value, message) => {
    const result = await run(payload("v1"), { [input]: value });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([{ level: "error", message }]);
    expect(operations()).toEqual([]);
  });
});

describe("GitHub's refusals say what to do:", () => {
  const grant = (
    kind: "pat" | "actions",
    permissions: Record<string, "read" | "write">,
    repositories = [releases.fullName],
  ) => github.createToken({ actor: "github-actions[bot]", kind, repositories, permissions });

  test.each<[string, () => string, string]>([
    [
      "401",
      () => "ghs_wrong",
      'GitHub answered 401, Bad credentials. The token of input "token" is wrong, expired or revoked: make a new one.',
    ],
    [
      "no contents: write",
      () => grant("actions", { contents: "read", metadata: "read" }),
      'GitHub answered Resource not accessible by integration. The token of input "token" lacks a permission there: it needs contents: write.',
    ],
    [
      "a repository that the token may not see",
      () => grant("pat", { contents: "write", metadata: "read" }, []),
      "may not see it: it needs contents: write there.",
    ],
  ])("%s", async (_name, makeToken, message) => {
    const result = await run(payload("v1"), {}, { token: makeToken() });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toHaveLength(1);
    expect(result.annotations[0]?.message).toContain(`Could not commit to main in ${releases.fullName}: `);
    expect(result.annotations[0]?.message).toContain(message);
    expect(database()).toBe(EMPTY);
  });
});

describe("a GitHub that stumbles:", () => {
  const landedOnce = async (result: StepResult) => {
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["applied"]);
    expect(result.outputs).toMatchObject({ changed: "true", "commit-sha": git("rev-parse", "main").trim() });
    expect(commits()).toBe(2);
  };

  test.each(["graphql:ReadBranch", "graphql:CommitOnBranch"])("503 for %s, then well", async (operation) => {
    github.inject({ operation, fault: { kind: "status", status: 503 }, times: 2 });
    await landedOnce(await run(payload("v1")));
  });

  test("a connection dropped before the write", async () => {
    github.inject({ operation: "graphql:CommitOnBranch", fault: { kind: "drop", when: "before" }, times: 1 });
    await landedOnce(await run(payload("v1")));
  });

  test.each([
    ["a dropped connection", { kind: "drop", when: "after" }],
    ["a 502", { kind: "status-after", status: 502 }],
  ] as const)("an answer lost after the write, by %s: one commit, found again", async (_name, fault) => {
    github.inject({ operation: "graphql:CommitOnBranch", fault, times: 1 });
    await landedOnce(await run(payload("v1")));
    expect(operations()).toEqual([
      "graphql:ReadBranch",
      "graphql:CommitOnBranch",
      "graphql:ReadBranch",
      "graphql:FindCommit",
    ]);
  });

  test("reads that lag behind a write whose answer was lost: still one commit", async () => {
    github.inject({ operation: "graphql:CommitOnBranch", fault: { kind: "drop", when: "after" }, times: 1 });
    github.inject({ operation: "graphql:ReadBranch", fault: { kind: "stale-read", ms: 60_000 }, times: 2 });
    await landedOnce(await run(payload("v1")));
  });

  test("a deadline that passes says what to do, and nothing is written", async () => {
    github.inject({ operation: "graphql:CommitOnBranch", fault: { kind: "status", status: 503 } });
    const result = await run(payload("v1"), { deadline: "1s" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toMatch(
      /^Gave up on main of acme\/releases-\d+ after \d+ attempts.*Run the job again, which is always safe/,
    );
    expect(database()).toBe(EMPTY);
  });
});

describe("other writers", () => {
  test("eight at once, each with a container of its own, all land", async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        run(
          payload("", {
            dispatch_id: ID.replace(/^./, String(i)),
            releases: [{ container: `app-${i}`, channel: "dev", image: "app:v1" }],
          }),
        ),
      ),
    );
    expect(results.flatMap(outcomes)).toEqual(Array.from({ length: 8 }, () => "applied"));
    expect(records().map(({ container }) => container)).toEqual(
      Array.from({ length: 8 }, (_, i) => `app-${i}`),
    );
    expect(commits()).toBe(9);
  });
});

describe("a job that is run again", () => {
  const again = { runAttempt: 2 };

  test("finds the commit that its first attempt made, even when the record has moved on", async () => {
    await run(payload("v1", { source: undefined }));
    const first = git("rev-parse", "main").trim();
    await run(payload("v2", { source: undefined, dispatch_id: OTHER_ID }));
    const result = await run(payload("v1", { source: undefined }), {}, again);
    expect(outcomes(result)).toEqual(["unchanged"]);
    expect(result.outputs).toMatchObject({ changed: "true", "commit-sha": first });
    expect(records()[0]).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("says again what was held, and writes it with force", async () => {
    const pin = { by: "alice", at: "2026-11-20T00:00:00Z", reason: "incident 42" };
    const record = { released_at: "2026-11-20T00:00:00Z", released_by: "bob", dispatch_id: OTHER_ID };
    const standing = { container: "pinned", channel: "dev", image: "p:old", ...record, pinned: pin };
    await create(JSON.stringify({ version: 1, releases: [standing] }));
    const both = payload("", {
      releases: ["free", "pinned"].map((container) => ({
        container,
        channel: "dev",
        image: `${container}:v1`,
      })),
    });
    const held = { "fail-on-held": "true" };
    expect(await run(both, held)).toMatchObject({ exitCode: 1 });
    const second = await run(both, held, again);
    expect(second.exitCode).toBe(1);
    expect(outcomes(second)).toEqual(["unchanged", "held"]);
    expect(outcomes(await run(both, { ...held, force: "true" }, again))).toEqual(["unchanged", "applied"]);
    expect(records()).toMatchObject([{ image: "free:v1" }, { image: "pinned:v1" }]);
  });

  test("writes what its first attempt did not, however long the history is", async () => {
    const lastYear = Math.floor(Date.now() / 1000) - 365 * 86_400;
    const commit = (at: number) => `commit refs/heads/main\ncommitter a <a@x> ${at} +0000\ndata 1\nx\n`;
    const old = Array.from({ length: 1001 }, (_, index) => commit(lastYear + index));
    const files = `${commit(lastYear + 2000)}M 100644 inline db/db.json\ndata ${EMPTY.length}\n${EMPTY}\n`;
    execFileSync("git", ["--git-dir", releases.gitDir, "fast-import", "--quiet", "--force"], {
      input: ["reset refs/heads/main\n", ...old, files].join("\n"),
    });
    expect(outcomes(await run(payload("v1"), {}, again))).toEqual(["applied"]);
  });

  test("writes what its first attempt did not", async () => {
    const result = await run(payload("v1"), {}, again);
    expect(outcomes(result)).toEqual(["applied"]);
    expect(commits()).toBe(2);
  });
});

/** More than GraphQL gives. */
const large = (): string => {
  const many = Array.from({ length: 3000 }, (_, i) => ({
    container: `app-${i}`,
    channel: "dev",
    image: `${IMAGE}:v1`,
    released_at: "2026-11-20T00:00:00Z",
    released_by: "bob",
    dispatch_id: OTHER_ID,
  }));
  return `${JSON.stringify({ version: 1, releases: many }, undefined, 2)}\n`;
};

test("a database past the 512,000 bytes of a GraphQL answer is read whole", async () => {
  await create(large());
  const result = await run(payload("v1"));
  expect(outcomes(result)).toEqual(["applied"]);
  expect(operations()).toEqual(["graphql:ReadBranch", "repos/get-content", "graphql:CommitOnBranch"]);
  expect(records()).toHaveLength(3001);
});

test("a large database whose answer was cut off is read again, and nothing is rejected", async () => {
  await create(large());
  github.inject({ operation: "repos/get-content", fault: { kind: "cut" }, times: 1 });
  expect(outcomes(await run(payload("v1")))).toEqual(["applied"]);
});

import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { byHandEvent, outcomes, startReleases } from "../../tools/testing/releases.ts";
import type { Step, StepResult } from "../../tools/testing/run-step.ts";

const DISPATCH_ID = "11111111-2222-4333-8444-555555555555";
const SHA = "1a2b3c4d".repeat(5);
const DIGEST = `sha256:${"a".repeat(64)}`;
/** In characters of one to four bytes. */
const NOTE = "kept → naïve 你好 🚀";

interface Fields {
  readonly [field: string]: unknown;
}

const releases = await startReleases();
const { github, git, database, head, message, commits, operations } = releases;

const source = (run_id = 10, fields: Fields = {}): Fields => ({
  repository: "acme/my-app",
  sha: SHA,
  ref: "refs/heads/main",
  run_id,
  run_attempt: 1,
  ...fields,
});
const record = (container: string, channel: string, tag: string, fields: Fields = {}): Fields => ({
  container,
  channel,
  image: `ghcr.io/acme/${container}:${tag}`,
  released_at: "2026-11-20T00:00:00Z",
  released_by: "bob",
  dispatch_id: DISPATCH_ID,
  ...fields,
});
const text = (...records: Fields[]): string =>
  `${JSON.stringify({ version: 1, releases: records }, undefined, 2)}\n`;

const create = (database: string, policy?: Fields): Promise<void> =>
  releases.create({
    "db/db.json": database,
    ...(policy !== undefined && { "db/policy.json": JSON.stringify({ version: 1, ...policy }) }),
  });

beforeEach(() =>
  create(
    text(
      record("api", "dev", "1.2.3"),
      record("my-app", "dev", "1.2.3", { digest: DIGEST, source: source() }),
      record("my-app", "stage", "1.2.2", { source: source(9), note: NOTE }),
    ),
  ),
);
afterEach(() => github.clearFaults());
afterAll(() => releases.stop());

const recordOf = (container: string, channel: string): Fields | undefined =>
  (JSON.parse(database()) as { releases: Fields[] }).releases.find(
    (one) => one["container"] === container && one["channel"] === channel,
  );

const run = (inputs: Record<string, string> = {}, step: Partial<Step> = {}): Promise<StepResult> =>
  releases.run({
    action: "actions/promote-release",
    event: byHandEvent,
    inputs: { containers: "my-app", from: "dev", to: "stage", ...inputs },
    ...step,
  });

describe("a promotion", () => {
  test("moves image, digest and source in one commit, in two requests, and says where from", async () => {
    const result = await run({ reason: "weekly release" });
    expect(result.exitCode).toBe(0);
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
    const id = result.outputs["dispatch-id"];
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
    expect(recordOf("my-app", "stage")).toEqual({
      container: "my-app",
      channel: "stage",
      image: "ghcr.io/acme/my-app:1.2.3",
      digest: DIGEST,
      source: source(),
      released_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      released_by: "octocat",
      dispatch_id: id,
      note: NOTE,
    });
    const written = head();
    expect(result.outputs).toEqual({
      changed: "true",
      "commit-sha": written,
      "commit-url": `${github.url}/${releases.fullName}/commit/${written}`,
      "dispatch-id": id,
      results: JSON.stringify([
        {
          container: "my-app",
          channel: "stage",
          outcome: "applied",
          reason: "",
          before: "ghcr.io/acme/my-app:1.2.2",
          after: "ghcr.io/acme/my-app:1.2.3",
        },
      ]),
    });
    expect(message()).toBe(
      [
        "release(my-app): stage → 1.2.3 (promoted from dev)",
        "",
        "my-app stage: ghcr.io/acme/my-app:1.2.2 → ghcr.io/acme/my-app:1.2.3",
        "",
        `Dispatch-Id: ${id}`,
        `Source: acme/my-app@${SHA}`,
        `Source-Run: ${github.url}/acme/my-app/actions/runs/10`,
        "Promoted-From: dev",
        "Reason: weekly release",
        "Released-By: octocat",
      ].join("\n"),
    );
    expect(result.summary).toContain("<p>Promotion from dev to stage: weekly release</p>");
    expect(result.annotations).toEqual([]);
    expect(result.masked).toEqual([releases.token]);
  });

  test.each([["*"], ["api\nmy-app"]])("of %j is one commit", async (containers) => {
    const result = await run({ containers });
    expect(outcomes(result)).toEqual(["applied", "applied"]);
    expect(commits()).toBe(2);
    expect(await git("log", "-1", "--format=%s")).toBe(
      "release(api, my-app): stage → 1.2.3 (promoted from dev)",
    );
  });

  test("is the only way to a channel of promotion_only", async () => {
    await create(text(record("my-app", "dev", "1.2.3", { source: source() })), {
      channels: ["dev", "prod"],
      containers: { "my-app": { refs: { dev: ["**"], prod: ["main"] } } },
      promotion_only: ["prod"],
    });
    const result = await run({ to: "prod" });
    expect(outcomes(result)).toEqual(["applied"]);
    expect(recordOf("my-app", "prod")).toMatchObject({ image: "ghcr.io/acme/my-app:1.2.3" });
  });

  test("made already is unchanged and no commit", async () => {
    await run();
    const again = await run({}, { runId: 2 });
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(again.outputs).toMatchObject({ changed: "false", "commit-sha": "", "commit-url": "" });
    expect(commits()).toBe(2);
  });

  test("of an older build is superseded, and says how to go back", async () => {
    await create(
      text(
        record("my-app", "dev", "1", { source: source(9) }),
        record("my-app", "stage", "2", { source: source(10) }),
      ),
    );
    const result = await run();
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["superseded"]);
    expect(result.annotations).toMatchObject([{ level: "notice" }]);
    expect(result.summary).toContain("use rollback-release or force");
    expect(outcomes(await run({ force: "true" }))).toEqual(["applied"]);
    expect(message()).toMatch(/\nForced: true$/);
  });
});

describe("a dry run", () => {
  const table = (summary: string) => [...summary.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell);

  test("shows how the channels differ, and writes nothing", async () => {
    const before = database();
    const result = await run({ containers: "*", "dry-run": "true" });
    expect(result.exitCode).toBe(0);
    expect(table(result.summary).slice(0, 8)).toEqual([
      "api",
      "ghcr.io/acme/api:1.2.3",
      "none",
      "differs",
      "my-app",
      `ghcr.io/acme/my-app:1.2.3@${DIGEST.slice(0, 14)}…`,
      "ghcr.io/acme/my-app:1.2.2",
      "differs",
    ]);
    expect(result.log).toContain("api: ghcr.io/acme/api:1.2.3 | none (differs)");
    expect(result.log).toContain('+      "image": "ghcr.io/acme/my-app:1.2.3",');
    expect(operations()).toEqual(["graphql:ReadBranch"]);
    expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "" });
    expect(outcomes(result)).toEqual(["applied", "applied"]);
    expect(database()).toBe(before);
  });

  test("shows it also where there is nothing to do", async () => {
    await create(text(record("api", "dev", "1"), record("api", "stage", "1"), record("web", "stage", "1")));
    const result = await run({ containers: "*", "dry-run": "true" });
    expect(outcomes(result)).toEqual(["unchanged"]);
    expect(table(result.summary).slice(0, 8)).toEqual([
      "api",
      "ghcr.io/acme/api:1",
      "ghcr.io/acme/api:1",
      "same",
      "web",
      "none",
      "ghcr.io/acme/web:1",
      "differs",
    ]);
  });
});

describe("held", () => {
  const frozen = { freezes: [{ channel: "stage", by: "alice", reason: "release week" }] };
  const reason = "stage is frozen by alice: release week";

  test("by a freeze: a warning, and nothing is written", async () => {
    await create(text(record("my-app", "dev", "2"), record("my-app", "stage", "1")), frozen);
    const result = await run();
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["held"]);
    expect(result.annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining(`held, ${reason}`) },
    ]);
    expect(commits()).toBe(1);
    expect(await run({ "fail-on-held": "true" })).toMatchObject({ exitCode: 1 });
    expect(outcomes(await run({ force: "true" }))).toEqual(["applied"]);
    expect(message()).toContain("\nForced: true");
  });

  test("by a pin: the others of the promotion are released", async () => {
    const pinned = { by: "alice", at: "2026-11-20T00:00:00Z", reason: "incident 42" };
    await create(
      text(
        record("api", "dev", "2", { source: source(10) }),
        record("web", "dev", "2", { source: source(11, { sha: "2".repeat(40) }) }),
        record("web", "stage", "1", { pinned }),
      ),
    );
    const result = await run({ containers: "*" });
    expect(outcomes(result)).toEqual(["applied", "held"]);
    expect(recordOf("web", "stage")).toMatchObject({ image: "ghcr.io/acme/web:1", pinned });
    expect(recordOf("api", "stage")).toMatchObject({ image: "ghcr.io/acme/api:2" });
    const sources = message().match(/^Source: .*$/gm);
    expect(sources).toEqual([`Source: acme/my-app@${SHA}`]);
  });
});

test("of all containers, one that the policy does not list is left out with a warning", async () => {
  await create(text(record("api", "dev", "2"), record("api-web", "dev", "2"), record("my-app", "dev", "2")), {
    allow_unlisted: false,
    containers: { api: {}, "my-app": {} },
  });
  const result = await run({ containers: "*" });
  const message =
    "* leaves out api-web, which is not listed in the policy: add it to containers in db/policy.json, or retire it";
  expect([result.exitCode, outcomes(result)]).toEqual([0, ["applied", "applied"]]);
  expect(result.annotations).toEqual([{ level: "warning", title: "Left out", message }]);
  expect(recordOf("api-web", "stage")).toBeUndefined();
});

/** `promotion.test.ts` and `inputs.test.ts` have all that is refused. */
describe("a promotion that is refused writes nothing, fails, and says what to do:", () => {
  const policy = {
    channels: ["dev", "stage", "prod"],
    containers: { "my-app": { refs: { dev: ["**"], prod: ["refs/tags/v*"] } } },
  };
  test.each<[string, Record<string, string>, Fields | undefined, string]>([
    [
      "a channel that is not there",
      { to: "qa" },
      policy,
      "inputs: there is no channel qa, only dev, stage, prod",
    ],
    [
      "a ref that the channel does not take",
      { to: "prod", force: "true" },
      policy,
      "inputs: my-app in prod comes from refs/heads/main, but only refs/tags/v* is allowed",
    ],
  ])("%s", async (_name, inputs, given, message) => {
    const before = database();
    await create(before, given);
    const result = await run(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      { level: "error", title: "Rejected", message: expect.stringContaining(message) },
    ]);
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "" });
    expect(result.summary).toContain("Rejected: nothing was written");
    expect(database()).toBe(before);
  });

  test.each<[Record<string, string>, string]>([
    [
      { reason: "x\nDispatch-Id: y" },
      'Input reason is "x\\nDispatch-Id: y": one line of at most 300 characters is allowed.',
    ],
  ])("the inputs %j", async (inputs, message) => {
    const result = await run(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([{ level: "error", message }]);
    expect(result.outputs).toMatchObject({ changed: "false", results: "[]" });
    expect(operations()).toEqual([]);
  });

  test("a broken database, by its line", async () => {
    await create('{\n  "version": 1,\n  "releases": {}\n}\n');
    const result = await run();
    expect(result.annotations).toMatchObject([{ level: "error", file: "db/db.json", line: 3 }]);
  });
});

describe("others at the same time", () => {
  test("two promotions at once both land", async () => {
    const results = await Promise.all([
      run({ containers: "api" }, { runId: 1 }),
      run({ containers: "my-app" }, { runId: 2 }),
    ]);
    expect(results.flatMap(outcomes)).toEqual(["applied", "applied"]);
    expect(commits()).toBe(3);
    for (const container of ["api", "my-app"]) {
      expect(recordOf(container, "stage")).toMatchObject({ image: `ghcr.io/acme/${container}:1.2.3` });
    }
  });

  test.each([
    ["a dropped connection", { kind: "drop", when: "after" }],
    ["a 502", { kind: "status-after", status: 502 }],
  ] as const)("an answer lost after the write, by %s: one commit, found again", async (_name, fault) => {
    github.inject({ operation: "graphql:CommitOnBranch", fault, times: 1 });
    const result = await run();
    expect(outcomes(result)).toEqual(["applied"]);
    expect(result.outputs["commit-sha"]).toBe(head());
    expect(commits()).toBe(2);
  });

  test("a job that is run again finds its commit, also when the channel it came from has moved on", async () => {
    await run();
    const first = head();
    await releases.run({
      action: "actions/update-database",
      event: byHandEvent,
      inputs: { container: "my-app", "release-channel": "dev", image: "ghcr.io/acme/my-app:1.2.4" },
      runId: 3,
    });
    const again = await run({}, { runAttempt: 2 });
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(again.outputs).toMatchObject({ changed: "true", "commit-sha": first });
    expect(recordOf("my-app", "stage")).toMatchObject({ image: "ghcr.io/acme/my-app:1.2.3" });
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startGitHub, type GitHub } from "@release-channels/sandbox";
import { runStep, type Step } from "../../tools/testing/run-step.ts";

let github: GitHub;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "validate-database-"));
  github = await startGitHub({ directory });
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

const record = (fields: object = {}) => ({
  container: "my-app",
  channel: "dev",
  image: "ghcr.io/acme/my-app:v1",
  released_at: "2026-11-21T02:00:00Z",
  released_by: "octocat",
  dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  ...fields,
});
const file = (data: object): string => `${JSON.stringify(data, undefined, 2)}\n`;
const database = (...releases: readonly object[]): string => file({ version: 1, releases });
const POLICY = { version: 1, channels: ["dev", "prod"] };

const validate = (workspace: Record<string, string>, inputs: NonNullable<Step["inputs"]> = {}) =>
  runStep({
    action: "actions/validate-database",
    github,
    repository: "acme/releases",
    event: { name: "pull_request", payload: {} },
    workspace,
    inputs,
  });

describe("a database that is valid", () => {
  test.each<[string, Record<string, string>]>([
    ["with a policy", { "db/db.json": database(record()), "db/policy.json": file(POLICY) }],
    ["without one", { "db/db.json": database(record()) }],
    ["and empty", { "db/db.json": database() }],
  ])("%s", async (_name, workspace) => {
    const result = await validate(workspace);
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toEqual({ valid: "true", problems: "[]" });
    expect(result.annotations).toEqual([]);
    expect(result.summary).toContain("The database is valid");
    expect(result.summary).toContain(
      `db/policy.json: ${"db/policy.json" in workspace ? "checked" : "not there"}`,
    );
    expect(github.requests).toEqual([]);
  });

  test("but locks that are not", async () => {
    const lock = { reason: "load test", owner: "alice", at: "2026-11-20T00:00:00Z" };
    const workspace = {
      "db/db.json": database(record()),
      "db/locks.json": file({ version: 1, locks: [lock, { ...lock, chanel: "prod" }] }),
    };
    const { outputs, exitCode, annotations } = await validate(workspace);
    expect([exitCode, outputs["valid"]]).toEqual([1, "false"]);
    expect(annotations).toMatchObject([
      {
        level: "error",
        file: "db/locks.json",
        message: expect.stringContaining(
          "locks[1].chanel is unknown (did you mean channel?); known fields are config, channel, reason",
        ),
      },
    ]);
  });

  test("but a configuration of the deploy server that is not", async () => {
    const cluster = "{ engine: kubernetes, kubeconfig: in-cluster }";
    const workspace = {
      "db/db.json": database(record()),
      "db/server.yaml": `version: 1\nclusters:\n  eu: ${cluster}\n  us: ${cluster}\ntargets: {}\nchanels: {}\n`,
    };
    const { exitCode, annotations, outputs, summary } = await validate(workspace);
    expect([exitCode, outputs["valid"]]).toEqual([1, "false"]);
    expect(annotations).toMatchObject([
      {
        level: "error",
        file: "db/server.yaml",
        line: 6,
        message: expect.stringContaining("chanels is unknown (did you mean channels?)"),
      },
    ]);
    expect(summary).toContain("db/server.yaml: checked");
  });

  test("with the freezes that are to come, before they begin", async () => {
    const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10);
    const freeze = { channel: "prod", by: "alice", reason: "sale", from: `${days(2)}T00:00:00Z` };
    const freezes = [freeze, { ...freeze, channel: "dev", from: `${days(60)}T00:00:00Z` }];
    const workspace = { "db/db.json": database(record()), "db/policy.json": file({ ...POLICY, freezes }) };
    const { summary, annotations, outputs } = await validate(workspace);
    expect(summary).toContain(`prod will be frozen by alice from ${freeze.from}: sale.`);
    expect(summary).not.toContain("dev will be frozen");
    expect(annotations).toEqual([]);
    expect(outputs["valid"]).toBe("true");
  });
});

describe("a problem is annotated on its line, and fails:", () => {
  test.each<[string, Record<string, string>, string, number, number, string]>([
    ["a broken database", { "db/db.json": "{\n<<<<<<< HEAD\n}" }, "db/db.json", 2, 1, "not JSON: "],
    [
      "a broken policy",
      { "db/db.json": database(), "db/policy.json": '{\n  "version": 1,\n  "freeze": []\n}\n' },
      "db/policy.json",
      3,
      13,
      "freeze is unknown",
    ],
    [
      "a record that the policy does not know the channel of",
      { "db/db.json": database(record({ channel: "qa" })), "db/policy.json": file(POLICY) },
      "db/db.json",
      6,
      18,
      "my-app: there is no channel qa, only dev, prod",
    ],
  ])("%s", async (_name, workspace, path, line, column, message) => {
    const result = await validate(workspace);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      {
        level: "error",
        title: "Invalid",
        file: path,
        line,
        column,
        message: expect.stringContaining(`${path}:${line}:${column}: ${message}`),
      },
    ]);
    expect(result.outputs["valid"]).toBe("false");
    expect(JSON.parse(result.outputs["problems"]!)).toEqual([
      expect.objectContaining({
        level: "error",
        file: path,
        line,
        column,
        message: expect.stringContaining(message),
      }),
    ]);
    expect(result.summary).toContain("1 error, 0 warnings");
    expect(result.summary).toContain(`<td>error</td><td>${path}:${line}:${column}</td>`);
  });
});

test("a database in another form is a warning, and does not fail", async () => {
  const workspace = { "db/db.json": database(record({ channel: "prod" }), record()) };
  const result = await validate(workspace);
  expect(result.exitCode).toBe(0);
  expect(result.outputs["valid"]).toBe("true");
  expect(result.annotations).toEqual([
    {
      level: "warning",
      title: "Form",
      file: "db/db.json",
      line: 6,
      column: 1,
      message: expect.stringContaining('"      \\"channel\\": \\"prod\\"," should be'),
    },
  ]);
});

test("of more problems than GitHub shows, the last annotation counts the rest", async () => {
  const records = Array.from({ length: 30 }, (_, i) => record({ container: `app-${i + 10}`, channel: "qa" }));
  const result = await validate({ "db/db.json": database(...records), "db/policy.json": file(POLICY) });
  expect(result.annotations).toHaveLength(10);
  expect(result.annotations.at(-1)).toEqual({
    level: "error",
    message: "… and 21 more: see the job's summary.",
  });
  expect(JSON.parse(result.outputs["problems"]!)).toHaveLength(30);
  expect(result.summary.match(/<td>error<\/td>/g)).toHaveLength(30);
});

test("files in other places are found", async () => {
  const result = await validate(
    { "data/db.json": database(record({ channel: "qa" })), "data/rules.json": file(POLICY) },
    { path: "data/db.json", policy: "data/rules.json" },
  );
  expect(result.annotations).toMatchObject([
    { file: "data/db.json", message: expect.stringContaining("data/rules.json") },
  ]);
});

test("a database that is not there is named", async () => {
  const result = await validate({});
  expect(result.exitCode).toBe(1);
  expect(result.annotations).toEqual([
    { level: "error", title: "Invalid", message: "db/db.json: it does not exist" },
  ]);
  expect(result.outputs["valid"]).toBe("false");
});

test("what cannot be read is named", async () => {
  const result = await validate({ "db/db.json/x": "" });
  expect(result.exitCode).toBe(1);
  expect(result.annotations).toEqual([
    { level: "error", message: expect.stringContaining("Could not read db/db.json: EISDIR") },
  ]);
  expect(result.outputs).toEqual({ valid: "false", problems: "[]" });
});

test("markup in a file stays text", async () => {
  const workspace = { "db/db.json": database(record({ container: "<img src=x>" })) };
  expect((await validate(workspace)).summary).not.toContain("<img");
});

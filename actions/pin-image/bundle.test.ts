import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startReleases } from "../../tools/testing/releases.ts";
import type { Step, StepResult } from "../../tools/testing/run-step.ts";

const PATH = "deployment/kustomization.yaml";
const EMPTY = readFileSync(PATH, "utf8");
const REVISION = "1a2b3c4d".repeat(5);
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

const releases = await startReleases();
const { github, head, message, commits, operations } = releases;

beforeEach(() => releases.create({ [PATH]: EMPTY, "db/db.json": "{}\n" }));
afterEach(() => github.clearFaults());
afterAll(() => releases.stop());

const file = (): string => releases.file(PATH);

const pin = (inputs: Record<string, string> = {}, step: Partial<Step> = {}): Promise<StepResult> =>
  releases.run({
    action: "actions/pin-image",
    event: { name: "push", payload: { repository: { default_branch: "main" } } },
    runId: 7,
    inputs: {
      name: "release-channel-api",
      image: "ghcr.io/acme/release-channel-api",
      digest: digest("a"),
      ...inputs,
    },
    ...step,
  });

test("a digest is committed, in two requests, and told", async () => {
  const result = await pin({ tag: "1.2.3", revision: REVISION, order: "42" });
  expect(result.annotations).toEqual([]);
  expect(result.exitCode).toBe(0);
  expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
  expect(file()).toContain(
    `images:\n  - name: release-channel-api\n    newName: ghcr.io/acme/release-channel-api\n    newTag: 1.2.3\n    digest: ${digest("a")}\n`,
  );
  expect(message()).toBe(
    [
      "deploy(release-channel-api): 1.2.3",
      "",
      `release-channel-api: (nothing) → ghcr.io/acme/release-channel-api:1.2.3@${digest("a")}`,
      "",
      `Image: ghcr.io/acme/release-channel-api:1.2.3@${digest("a")}`,
      `Built-From: ${REVISION}`,
      `Run: ${github.url}/${releases.fullName}/actions/runs/7`,
    ].join("\n"),
  );
  const written = head();
  expect(result.outputs).toEqual({
    outcome: "pinned",
    "commit-sha": written,
    "commit-url": `${github.url}/${releases.fullName}/commit/${written}`,
  });
  expect(result.summary).toContain("release-channel-api: pinned");
  expect(result.masked).toEqual([releases.token]);
});

test("the same once more makes no commit, in one request", async () => {
  await pin({ order: "1" });
  github.forgetRequests();
  const result = await pin({ order: "1" });
  expect(result.outputs).toEqual({ outcome: "unchanged", "commit-sha": "", "commit-url": "" });
  expect(operations()).toEqual(["graphql:ReadBranch"]);
  expect(commits()).toBe(2);
});

test("an older build that comes late changes nothing, and says so", async () => {
  await pin({ order: "2", revision: REVISION, digest: digest("b") });
  const before = file();
  const result = await pin({ order: "1", digest: digest("a") });
  expect(result.exitCode).toBe(0);
  expect(result.outputs["outcome"]).toBe("superseded");
  expect(result.annotations).toEqual([
    expect.objectContaining({
      level: "notice",
      message: expect.stringContaining("pins a newer build: order 2"),
    }),
  ]);
  expect(file()).toBe(before);
});

test("of many at once, the newest is pinned and nothing is lost on the way", async () => {
  const orders = [3, 1, 5, 2, 4];
  const results = await Promise.all(
    orders.map((order) => pin({ order: String(order), digest: digest(String(order)) })),
  );
  expect(results.map(({ exitCode }) => exitCode)).toEqual(orders.map(() => 0));
  expect(file()).toContain(digest("5"));
  const written = results.filter(({ outputs }) => outputs["outcome"] === "pinned");
  expect(commits()).toBe(1 + written.length);
});

test("a lost answer does not write twice", async () => {
  github.inject({ operation: "graphql:CommitOnBranch", fault: { kind: "drop", when: "after" }, times: 1 });
  const result = await pin();
  expect(result.outputs).toMatchObject({
    outcome: "pinned",
    "commit-sha": head(),
  });
  expect(commits()).toBe(2);
});

test("a write that never arrived is not found in somebody else's commit", async () => {
  github.inject({ operation: "graphql:CommitOnBranch", fault: { kind: "drop", when: "before" }, times: 1 });
  const pinning = pin();
  const end = Date.now() + 600_000;
  while (!operations().includes("graphql:CommitOnBranch") && Date.now() < end)
    await new Promise(setImmediate);
  const tree = await releases.git("rev-parse", "main^{tree}");
  const theirs = await releases.git("commit-tree", tree, "-p", "main", "-m", "Say what is new");
  await releases.git("update-ref", "refs/heads/main", theirs);
  const result = await pinning;
  expect(result.outputs).toMatchObject({ outcome: "pinned", "commit-sha": head() });
  expect(file()).toContain(digest("a"));
  expect(commits()).toBe(3);
});

describe("what cannot be written is named:", () => {
  test.each([
    [{ digest: "sha256:abc" }, 'Input digest is "sha256:abc": use sha256: and 64 hexadecimal digits'],
    [{ path: "./nowhere.yaml" }, "nowhere.yaml does not exist on branch main: commit it first."],
    [{ path: "db/db.json" }, "db/db.json is not a kustomization"],
    [{ branch: "other" }, "Branch other does not exist"],
  ])("%j", async (inputs, message) => {
    const result = await pin(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([{ level: "error", message: expect.stringContaining(message) }]);
    expect(result.outputs).toEqual({ outcome: "", "commit-sha": "", "commit-url": "" });
    expect(commits()).toBe(1);
  });

  test("a token that may not write", async () => {
    const token = github.createToken({
      actor: "github-actions[bot]",
      kind: "actions",
      repositories: [releases.fullName],
      permissions: { contents: "read", metadata: "read" },
    });
    const result = await pin({}, { token });
    expect(result.annotations[0]?.message).toContain("it needs contents: write");
  });
});

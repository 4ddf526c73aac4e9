import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startSandbox, type Sandbox } from "@release-channels/sandbox";
import { readMatrix, renderMatrix, type StatusMatrix } from "./matrix.ts";
import { SHOP } from "./shop.ts";
import { playStory, type StoryCommits } from "./story.ts";

const RELEASES = "acme/releases";
const FILES = [
  ".github/workflows/release-data-prep.yml",
  ".github/workflows/preview-environment.yml",
  ...["report-commit-status", "create-deployment"].flatMap((name) =>
    ["action.yml", "dist/index.js", "dist/package.json"].map((file) => `actions/${name}/${file}`),
  ),
];

let sandbox: Sandbox;
let commits: StoryCommits;
let matrix: StatusMatrix;

beforeAll(async () => {
  sandbox = await startSandbox({ concurrency: 4 });
  const releases = await sandbox.github.createRepository(RELEASES, {
    files: Object.fromEntries(FILES.map((path) => [path, readFileSync(path)])),
  });
  execFileSync("git", ["--git-dir", releases.gitDir, "tag", "v1", "main"]);
  commits = await playStory(sandbox.github, sandbox.runner);
  await sandbox.runner.idle();
  matrix = readMatrix(sandbox.github, SHOP, Object.values(commits));
});

afterAll(() => sandbox.stop());

describe("the status matrix, through the workflows that users copy", () => {
  test("has a status for every push, saying how its preparation went", () => {
    const { good, broken, slow } = commits;
    const name = "Release Data Prep / Main";
    expect(matrix.commitStatus.push).toEqual([
      { name, sha: good, states: ["pending", "success"] },
      { name, sha: broken, states: ["pending", "failure"] },
      { name, sha: slow, states: ["pending", "error", "pending", "success"] },
    ]);
  });

  test("has a deployment only for pushes whose data was prepared", () => {
    const states = ["in_progress", "success"];
    const deployments = matrix.deploymentStatus.push.map((entry) => ({ ...entry }));
    expect(deployments.map(({ name }) => name)).toEqual(["staging", "staging"]);
    expect(new Set(deployments.map(({ sha }) => sha))).toEqual(new Set([commits.good, commits.slow]));
    for (const { states: seen } of deployments) expect(seen.slice(0, 2)).toEqual(states);
    expect(deployments.at(-1)?.states).toEqual(states);
  });

  test("has a status for each commit of a pull request, on its head, not on its merge", () => {
    const name = "Release Data Prep / PR";
    const states = ["pending", "success"];
    expect(matrix.commitStatus.pullRequest).toEqual([
      { name, sha: commits.firstOfRequest, states },
      { name, sha: commits.secondOfRequest, states },
    ]);
  });

  test("has a preview for each commit of a pull request, inactive once it is closed", () => {
    const name = "preview/pr-1";
    const states = ["in_progress", "success", "inactive"];
    expect(matrix.deploymentStatus.pullRequest).toEqual([
      { name, sha: commits.firstOfRequest, states },
      { name, sha: commits.secondOfRequest, states },
    ]);
    for (const { environment, transient, production } of sandbox.github.deployments(SHOP)) {
      expect([transient, production]).toEqual([environment === name, false]);
    }
  });

  test("says in words how it went, and links to the run", () => {
    const { github } = sandbox;
    const descriptions = github.statuses(SHOP, commits.slow).map(({ description }) => description);
    expect(descriptions.toReversed()).toEqual(["In progress", "Cancelled", "In progress", "Succeeded"]);
    const [newest] = github.statuses(SHOP, commits.slow);
    expect(newest?.targetUrl).toMatch(/\/acme\/shop\/actions\/runs\/\d+\/attempts\/2$/);
  });

  test("can be printed", () => {
    const titles = new Map(Object.entries(commits).map(([title, sha]) => [sha, title]));
    const text = renderMatrix(matrix, (sha) => titles.get(sha) ?? sha);
    expect(text).toContain("\nCommit status      Release Data Prep / Main");
    expect(text).toMatch(/^ +slow: pending → error → pending → success$/m);
    expect(text).toMatch(/ {3}preview\/pr-1$/m);
    expect(text).toMatch(/ firstOfRequest: in_progress → success → inactive$/m);
  });
});

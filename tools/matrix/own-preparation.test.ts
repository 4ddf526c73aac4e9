import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startSandbox, type Sandbox } from "@release-channels/sandbox";

const RELEASES = "acme/releases";
const FILES = [
  ".github/workflows/release-data-prep.yml",
  ...["action.yml", "dist/index.js", "dist/package.json"].flatMap((file) =>
    ["report-commit-status", "create-deployment"].map((name) => `actions/${name}/${file}`),
  ),
];
/** From docs/status-matrix.md, for a custom preparation. */
const WORKFLOW = `on: repository_dispatch
jobs:
  before:
    permissions: { contents: read, deployments: write, statuses: write }
    uses: ${RELEASES}/.github/workflows/release-data-prep.yml@v1
    with: { result: pending }
  prepare:
    needs: before
    runs-on: ubuntu-latest
    steps:
      - run: echo going; sleep 600
  after:
    needs: prepare
    if: always()
    permissions: { contents: read, deployments: write, statuses: write }
    uses: ${RELEASES}/.github/workflows/release-data-prep.yml@v1
    with:
      result: \${{ needs.prepare.result }}
`;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  const files = Object.fromEntries(FILES.map((path) => [path, readFileSync(path, "utf8")]));
  const releases = await sandbox.github.createRepository(RELEASES, { files });
  execFileSync("git", ["--git-dir", releases.gitDir, "tag", "v1", "main"]);
  await sandbox.repository({ data: WORKFLOW });
});

afterAll(() => sandbox.stop());

test("a cancelled custom preparation does not stay pending", async () => {
  const { github, runner } = sandbox;
  const stop = runner.onProgress((progress) => {
    if (progress.kind !== "log" || progress.line !== "going") return;
    stop();
    runner.cancel(progress.run.id);
  });
  await sandbox.send("go");
  await runner.idle();
  const [record] = runner.runs;
  expect(record?.run.conclusion).toBe("cancelled");
  const states = github.statuses("acme/app", record!.run.event.sha).map(({ state }) => state);
  expect(states.toReversed()).toEqual(["pending", "error"]);
});

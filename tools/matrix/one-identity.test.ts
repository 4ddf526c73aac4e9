import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, startSandbox, type RunRecord, type Sandbox } from "@release-channels/sandbox";

/** One commit and one status for each reporter, whatever the event and however many report. */

const RELEASES = "acme/releases";
const APP = "acme/app";
const USES = `${RELEASES}/actions`;
const PREP = `${RELEASES}/.github/workflows/release-data-prep.yml@v1`;
const PERMISSIONS = "{ contents: read, deployments: write, statuses: write }";

const WORKFLOW = `name: Events
on:
  pull_request: { types: [closed] }
  merge_group:
  workflow_run: { workflows: [Build], types: [completed] }
jobs:
  prep:
    strategy: { matrix: { part: [api, web] } }
    permissions: ${PERMISSIONS}
    uses: ${PREP}
    with:
      part: \${{ matrix.part }}
      command: echo "prepared $(git rev-parse HEAD)"
  own:
    runs-on: ubuntu-latest
    strategy: { matrix: { os: [linux, windows], node: [22] } }
    permissions: ${PERMISSIONS}
    steps:
      - uses: ${USES}/report-commit-status@v1
      - uses: ${USES}/create-deployment@v1
        with: { environment: "test/\${{ matrix.os }}" }
      - id: dispatch
        uses: ${USES}/trigger-dispatch@v1
        with: { repository: ${RELEASES}, container: app, image: "app:{sha}", release-channel: dev, dry-run: true }
      - run: echo "dispatched $(echo "$PAYLOAD" | sed -E 's/.*"sha":"([0-9a-f]+)".*/\\1/')"
        env:
          PAYLOAD: \${{ steps.dispatch.outputs.payload }}
`;
const TARGETS = `name: Targets
on: workflow_dispatch
jobs:
  build:
    runs-on: ubuntu-latest
    strategy: { matrix: { target: [{ os: linux, arch: arm }, { os: linux, arch: x64 }], tags: [[a, b]] } }
    permissions: ${PERMISSIONS}
    steps:
      - uses: ${USES}/report-commit-status@v1
`;
/** Of one branch alone: each build has "Events" run, which takes seconds of CPU time. */
const BUILD = `name: Build
on: { push: { branches: [side] } }
jobs: { build: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }
`;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ minute: 60_000, concurrency: 4 });
  const paths = [
    ".github/workflows/release-data-prep.yml",
    ...globSync(
      "actions/{report-commit-status,create-deployment,trigger-dispatch}/{action.yml,dist/index.js,dist/package.json}",
    ),
  ];
  const releases = await sandbox.github.createRepository(RELEASES, {
    files: Object.fromEntries(paths.map((path) => [path, readFileSync(path)])),
  });
  execFileSync("git", ["--git-dir", releases.gitDir, "tag", "v1", "main"]);
  await sandbox.repository({ events: WORKFLOW, targets: TARGETS, build: BUILD });
  await sandbox.runner.idle();
});
afterAll(() => sandbox.stop());

async function commit(path: string, branch: string): Promise<string> {
  const token = sandbox.github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [APP],
    permissions: { contents: "write" },
  });
  const body = { message: `Add ${path}`, content: "", branch };
  const url = `${sandbox.github.apiUrl}/repos/${APP}/contents/${path}`;
  return (await send(url, { token, method: "PUT", body })).json.commit.sha;
}

async function openRequest(branch: string): Promise<{ readonly number: number; readonly head: string }> {
  await sandbox.github.createBranch(APP, branch);
  const head = await commit(`${branch}.txt`, branch);
  await sandbox.runner.idle();
  const { number } = await sandbox.github.openPullRequest(APP, { head: branch });
  return { number, head };
}

/** The run of "Events" that the event starts. */
async function runOn(event: string, happen: () => Promise<unknown>): Promise<RunRecord> {
  const known = new Set(sandbox.runner.runs);
  await happen();
  await sandbox.runner.idle();
  const [record, ...others] = sandbox.runner.runs.filter(
    (one) => !known.has(one) && one.run.event.name === event,
  );
  expect(others).toEqual([]);
  return record!;
}

/** Every commit that the run reported, deployed, checked out or dispatched. */
function commitsOf({ jobs }: RunRecord, candidates: readonly string[]) {
  const logs = jobs.map(({ log }) => log).join("\n");
  const shown = (word: string) =>
    new Set([...logs.matchAll(new RegExp(`^${word} ([0-9a-f]{40})$`, "gm"))].map(([, sha]) => sha));
  return {
    told: candidates.filter((sha) => sandbox.github.statuses(APP, sha).length > 0),
    prepared: [...shown("prepared")],
    dispatched: [...shown("dispatched")],
  };
}

const LEGS = ["Events / own (linux, 22)", "Events / own (windows, 22)"];
const contextsOn = (sha: string): string[] =>
  [...new Set(sandbox.github.statuses(APP, sha).map(({ context }) => context))].toSorted();
const deployed = (): string[] => [...new Set(sandbox.github.deployments(APP).map(({ sha }) => sha))];

describe("every action of one event reports the same commit, the one that is checked out:", () => {
  test("a merged pull request's merge commit, not its head", async () => {
    const { number, head } = await openRequest("merged");
    let merge = "";
    const record = await runOn("pull_request", async () => {
      merge = (await sandbox.github.mergePullRequest(APP, number)).mergeCommitSha ?? "";
    });
    expect(record.run.conclusion).toBe("success");
    expect(commitsOf(record, [merge])).toEqual({ told: [merge], prepared: [merge], dispatched: [merge] });
    expect(deployed()).toContain(merge);
    const ofRequest = (sha: string) => contextsOn(sha).filter((context) => context.endsWith(" / PR"));
    expect(ofRequest(merge)).toEqual(["Release Data Prep / api / PR", "Release Data Prep / web / PR"]);
    expect(ofRequest(head)).toEqual([]);
  });

  test("a finished run's own, not the tip of the default branch", async () => {
    await sandbox.github.createBranch(APP, "side");
    const before = await commit("before.txt", "main");
    await sandbox.runner.idle();
    let built = "";
    const record = await runOn("workflow_run", async () => {
      built = await commit("side.txt", "side");
    });
    expect(record.run.conclusion).toBe("success");
    expect(record.run.event.sha).toBe(before);
    expect(commitsOf(record, [built])).toEqual({ told: [built], prepared: [built], dispatched: [built] });
    expect(deployed()).toContain(built);
  });

  test("a merge group's, in the contexts that a pull request has", async () => {
    const { number, head } = await openRequest("queued");
    let group = "";
    const record = await runOn("merge_group", async () => {
      group = await sandbox.github.queuePullRequest(APP, number);
    });
    expect(record.run).toMatchObject({
      conclusion: "success",
      event: { ref: expect.stringMatching(/^refs\/heads\/gh-readonly-queue\/main\/pr-\d+-[0-9a-f]{40}$/) },
    });
    expect(commitsOf(record, [group]).prepared).toEqual([group]);
    expect(contextsOn(group)).toEqual([
      ...LEGS,
      "Release Data Prep / api / PR",
      "Release Data Prep / web / PR",
    ]);
    expect(contextsOn(head).filter((context) => context.endsWith("/ PR"))).toEqual([]);
  });
});

test("matrix legs that are objects each have their own status", async () => {
  let sha = "";
  await runOn("workflow_dispatch", async () => {
    sha = await commit("targets.txt", "main");
    const token = sandbox.github.createToken({
      actor: "octocat",
      kind: "pat",
      repositories: [APP],
      permissions: { actions: "write" },
    });
    const url = `${sandbox.github.apiUrl}/repos/${APP}/actions/workflows/targets.yml/dispatches`;
    await send(url, { token, method: "POST", body: { ref: "main" } });
  });
  // Other workflows that start on a push to main have their own contexts.
  expect(contextsOn(sha).filter((context) => context.startsWith("Targets / "))).toEqual(
    ["arm", "x64"].map(
      (arch) => `Targets / build ({ "target": { "os": "linux", "arch": "${arch}" }, "tags": [ "a", "b" ] })`,
    ),
  );
});

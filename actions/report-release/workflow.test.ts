import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  logOf,
  runGit,
  startSandbox,
  type App,
  type Installation,
  type RunRecord,
  type Sandbox,
} from "@release-channels/sandbox";

const SOURCE = "globex/my-app";
const FILES = [
  ".github/workflows/update-database.yml",
  ".github/workflows/notify-slack.yml",
  ".github/workflows/publish.yml",
  ...["update-database", "report-release", "trigger-dispatch"].flatMap((name) =>
    ["action.yml", "dist/index.js", "dist/package.json"].map((file) => `actions/${name}/${file}`),
  ),
];
const RELEASE = `name: Release
on:
  workflow_dispatch:
    inputs:
      releases: { required: true }
jobs:
  release:
    runs-on: ubuntu-latest
    permissions: { id-token: write }
    steps:
      - uses: acme/app/actions/trigger-dispatch@v1
        with:
          repository: acme/app
          token: \${{ secrets.RELEASE_API_PAT }}
          releases: \${{ inputs.releases }}
`;

let sandbox: Sandbox;
let app: App;
let installation: Installation;
let sha: string;
let count = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ concurrency: 4 });
  const { github, runner } = sandbox;
  await sandbox.repository(
    {},
    {
      ...Object.fromEntries(FILES.map((path) => [path, readFileSync(path, "utf8")])),
      "db/db.json": '{"version":1,"releases":[]}',
      "db/policy.json": JSON.stringify({
        version: 1,
        channels: ["dev", "stage", "named", "frozen", "prod"],
        freezes: [{ channel: "frozen", by: "alice", reason: "release week" }],
      }),
    },
  );
  // As users say it: what main is moves with each release, and would be fetched anew each time.
  await runGit(github.repository("acme/app").gitDir, "tag", "v1", "main");
  await github.createRepository(SOURCE, { files: { ".github/workflows/release.yml": RELEASE } });
  const pat = github.createToken({
    actor: "bot",
    kind: "pat",
    repositories: ["acme/app"],
    permissions: { contents: "write" },
  });
  runner.setSecret(SOURCE, "RELEASE_API_PAT", pat);
  runner.setVariable("acme/app", "PUBLISH", "false");
  app = await github.createApp({
    slug: "acme-bot",
    permissions: { actions: "read", contents: "write", deployments: "write", statuses: "write" },
  });
  github.installApp(app, "acme");
  installation = github.installApp(app, "globex");
  setApp(true);
  sha = (await rest(`repos/${SOURCE}/commits/main`)).sha;
});

afterAll(() => sandbox.stop());
afterEach(() => {
  sandbox.github.suspendInstallation(installation.id, false);
  setApp(true);
  sandbox.runner.setVariable("acme/app", "RELEASE_STATUS_CONTEXT", "");
});

function setApp(isSet: boolean): void {
  sandbox.runner.setVariable("acme/app", "RELEASE_APP_ID", isSet ? String(app.id) : "");
  sandbox.runner.setSecret("acme/app", "RELEASE_APP_PRIVATE_KEY", isSet ? app.privateKey : "");
}

async function rest(path: string, body?: object): Promise<{ sha: string }> {
  const token = sandbox.github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [SOURCE],
    permissions: { contents: "read", actions: "write", metadata: "read" },
  });
  const answer = await fetch(`${sandbox.github.apiUrl}/${path}`, {
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? { sha: "" } : ((await answer.json()) as { sha: string });
}

/** A build of the source repository releases; the run of the update that follows. */
async function release(releases: readonly Record<string, string>[]): Promise<RunRecord> {
  const known = new Set(sandbox.runner.runs);
  await rest(`repos/${SOURCE}/actions/workflows/release.yml/dispatches`, {
    ref: "main",
    inputs: { releases: JSON.stringify(releases) },
  });
  const record = await sandbox.runner.waitFor(
    (one) => !known.has(one) && one.run.event.name === "repository_dispatch",
  );
  await sandbox.runner.idle();
  return record;
}

const image = () => `my-app:v${(count += 1)}`;
/** A channel's statuses as they came, and how many there were before. */
const said = (channel: string) =>
  sandbox.github
    .statuses(SOURCE, sha)
    .filter(({ context }) => context === `release/${channel}`)
    .toReversed();
const deployments = (channel: string) =>
  sandbox.github.deployments(SOURCE).filter(({ environment }) => environment === channel);

const statesOf = (channel: string) => deployments(channel)[0]?.statuses.map(({ state }) => state);
describe("a release that a token proves", () => {
  test("is told to its commit once for each channel, with a deployment that waits for the cluster", async () => {
    sandbox.github.forgetRequests();
    const container = { channel: "dev", image: image() };
    const { run, jobs } = await release([
      { container: "api", ...container },
      { container: "worker", ...container },
      { container: "api", channel: "stage", image: "my-app:v1" },
    ]);
    expect(run.conclusion).toBe("success");
    const { commit_url: commitUrl, dispatch_id: id } = jobs[0]!.outputs;
    for (const channel of ["dev", "stage"]) {
      expect(said(channel)).toMatchObject([
        { state: "pending", targetUrl: run.htmlUrl, creator: "acme-bot[bot]" },
        { state: "success", targetUrl: commitUrl, creator: "acme-bot[bot]" },
      ]);
      expect(deployments(channel)).toMatchObject([{ sha, payload: { creation_id: id }, production: false }]);
      expect(statesOf(channel)).toEqual(["in_progress"]);
    }
    expect(said("dev").at(-1)?.description).toBe("Released api v1, worker v1, by octocat");
    expect(deployments("dev")[0]?.description).toBe("Released api v1, worker v1, by octocat");
    const operations = sandbox.github.requests
      .filter(
        ({ actor, operation }) => actor?.startsWith("acme-bot") === true || operation.startsWith("apps/"),
      )
      .map(({ operation }) => operation.replace(/^(apps|repos)\//, ""));
    for (const { grant } of sandbox.github.requests) {
      if (grant?.installationId !== undefined) expect(grant.repositories).toHaveLength(1);
    }
    const token = "create-installation-access-token";
    const revoke = "revoke-installation-access-token";
    const status = "create-commit-status";
    const deployed = ["create-deployment", "create-deployment-status"];
    const atStart = ["get-repo-installation", token, status, status, revoke];
    const update = ["get-repo-installation", token, "graphql:ReadBranch", "graphql:CommitOnBranch", revoke];
    expect(operations).toEqual([
      ...atStart,
      ...update,
      token,
      status,
      status,
      ...deployed,
      ...deployed,
      revoke,
    ]);
  });

  test("has a status for each container, where the release repository says so", async () => {
    sandbox.runner.setVariable("acme/app", "RELEASE_STATUS_CONTEXT", "release/{channel}/{container}");
    const before = deployments("named").length;
    await release([
      { container: "api", channel: "named", image: image() },
      { container: "worker", channel: "named", image: "my-app:v1" },
    ]);
    expect(said("named/api").map(({ state }) => state)).toEqual(["pending", "success"]);
    expect(said("named/worker").at(-1)).toMatchObject({
      state: "success",
      description: "Released worker v1, by octocat",
    });
    expect(deployments("named")).toHaveLength(before + 1);
  });

  test("is told to nobody by a context that does not say the channel", async () => {
    sandbox.runner.setVariable("acme/app", "RELEASE_STATUS_CONTEXT", "release/{env}");
    const { run, jobs } = await release([{ container: "api", channel: "named", image: image() }]);
    expect(run.conclusion).toBe("success");
    expect(jobs.flatMap(({ annotations }) => annotations).map(({ message }) => message)).toContain(
      'Input context is "release/{env}": use {channel}, optionally {container}, and nothing else in braces.',
    );
  });

  test("that is refused is a failure with the reason, and no deployment", async () => {
    const { run } = await release([{ container: "api", channel: "nowhere", image: image() }]);
    expect(run.conclusion).toBe("failure");
    expect(said("nowhere")).toMatchObject([
      { state: "pending" },
      { state: "failure", description: expect.stringMatching(/^Rejected: api, .*no channel nowhere/) },
    ]);
    expect(deployments("nowhere")).toEqual([]);
  });

  test("of which one part is held leads to the run there, and to the commit where it landed", async () => {
    const { run, jobs } = await release([
      { container: "api", channel: "frozen", image: image() },
      { container: "api", channel: "dev", image: image() },
    ]);
    const { commit_url: commitUrl } = jobs[0]!.outputs;
    expect(commitUrl).toContain("/commit/");
    expect(said("dev").at(-1)).toMatchObject({ state: "success", targetUrl: commitUrl });
    expect(said("frozen")).toMatchObject([
      { state: "pending", targetUrl: run.htmlUrl },
      {
        state: "failure",
        targetUrl: run.htmlUrl,
        description: expect.stringMatching(/^Held: api, .*release week/),
      },
    ]);
    expect(deployments("frozen")).toEqual([]);
  });

  test("lands although it cannot be told: a warning says why", async () => {
    sandbox.github.suspendInstallation(installation.id);
    const { run, jobs, annotations } = await release([{ container: "api", channel: "prod", image: image() }]);
    expect(run.conclusion).toBe("success");
    expect(jobs[0]?.outputs["changed"]).toBe("true");
    const warnings = [...annotations, ...jobs.flatMap((job) => job.annotations)].filter(
      ({ level }) => level === "warning",
    );
    expect(warnings.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining("its installation in globex is suspended")]),
    );
    expect(said("prod")).toEqual([]);
  });

  test("is told to nobody without an App, and the log says so once", async () => {
    setApp(false);
    const record = await release([{ container: "api", channel: "prod", image: image() }]);
    expect(record.run.conclusion).toBe("success");
    expect(said("prod")).toEqual([]);
    expect(logOf(record, "update").match(/Nothing is reported/g)).toHaveLength(1);
  });
});

test("a claim that nothing proves is told to nobody", async () => {
  const before = sandbox.github.statuses(SOURCE, sha).length;
  const { run, jobs } = await sandbox.dispatch("update-release-channel", {
    version: 1,
    dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
    releases: [{ container: "forged", channel: "dev", image: "evil:v1" }],
    source: { repository: SOURCE, sha, ref: "refs/heads/main", run_id: 9, run_attempt: 1 },
  });
  expect([run.conclusion, jobs[0]?.outputs["changed"]]).toEqual(["success", "true"]);
  expect(sandbox.github.statuses(SOURCE, sha)).toHaveLength(before);
  expect(jobs[0]?.log).toContain("no token proves that the dispatch comes from there");
});

import { randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  commitNow,
  logOf,
  notify,
  runGit,
  startCluster,
  startSandbox,
  type App,
  type Cluster,
  type Installation,
  type NotificationOptions,
  type RunRecord,
  type Sandbox,
} from "@release-channels/sandbox";
import { runStep } from "../../tools/testing/run-step.ts";

const RELEASES = "acme/app";
const MY_APP = "globex/my-app";
const OTHER = "initech/other";
const ENVIRONMENT = "release-api";
const WORKFLOWS = ["update-database", "promote-release", "rollback-release", "report-running"];
const ACTIONS = [...WORKFLOWS, "report-release", "trigger-dispatch", "pin-image"];
const FILES = [
  ".releaserc.yml",
  "deployment/kustomization.yaml",
  "scripts/node-24.sh",
  "tools/publish/next-version.sh",
  ...[...WORKFLOWS, "publish"].map((name) => `.github/workflows/${name}.yml`),
  ...globSync(`actions/{${ACTIONS.join(",")}}/{action.yml,dist/*.js*}`),
];
const POLICY = {
  version: 1,
  channels: ["dev", "stage", "prod"],
  containers: { api: { repository: { name: MY_APP } } },
};
const BUILD = `name: Build
on:
  workflow_dispatch:
    inputs:
      releases: { required: true }
jobs:
  release:
    runs-on: ubuntu-latest
    permissions: { id-token: write }
    steps:
      - uses: ${RELEASES}/actions/trigger-dispatch@v1
        with:
          repository: ${RELEASES}
          token: \${{ secrets.RELEASE_API_PAT }}
          releases: \${{ inputs.releases }}
`;

let sandbox: Sandbox;
let cluster: Cluster;
let argo: NotificationOptions;
let bot: App;
let globex: Installation;
let developer: string;

beforeAll(async () => {
  sandbox = await startSandbox({ concurrency: 4 });
  const { github, runner } = sandbox;
  await sandbox.repository(
    {},
    {
      ...Object.fromEntries(FILES.map((path) => [path, readFileSync(path, "utf8")])),
      "db/db.json": '{"version":1,"releases":[]}',
      "db/policy.json": JSON.stringify(POLICY),
      "apps/release-api/Dockerfile": "FROM scratch\nCOPY db /db\n",
    },
  );
  // As users say it: what main is moves with each release, and would be fetched anew each time.
  await runGit(sandbox.github.repository(RELEASES).gitDir, "tag", "v1", "main");
  for (const source of [MY_APP, OTHER])
    await github.createRepository(source, { files: { ".github/workflows/build.yml": BUILD } });
  developer = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES, MY_APP, OTHER],
    permissions: { actions: "write", contents: "write", metadata: "read" },
  });
  for (const source of [MY_APP, OTHER]) runner.setSecret(source, "RELEASE_API_PAT", developer);
  // The sandbox has no Sigstore.
  runner.setVariable(RELEASES, "ATTESTATIONS", "false");
  const committer = await github.createApp({
    slug: "acme-committer",
    permissions: { actions: "read", contents: "write" },
  });
  github.installApp(committer, "acme");
  runner.setVariable(RELEASES, "RELEASE_APP_ID", String(committer.id));
  runner.setSecret(RELEASES, "RELEASE_APP_PRIVATE_KEY", committer.privateKey);
  // Another one reports, which is not even installed on the release repository.
  const permissions = { deployments: "write", statuses: "write" } as const;
  bot = await github.createApp({ slug: "acme-bot", permissions });
  github.installApp(bot, "initech");
  globex = github.installApp(bot, "globex");
  runner.setVariable(RELEASES, "REPORT_APP_ID", String(bot.id));
  runner.setSecret(RELEASES, "REPORT_APP_PRIVATE_KEY", bot.privateKey);
  await startArgoCd();
});

afterAll(async () => {
  await cluster.close();
  await sandbox.stop();
});
afterEach(() => void sandbox.github.suspendInstallation(globex.id, false));

async function startArgoCd(): Promise<void> {
  const { github } = sandbox;
  const app = await github.createApp({
    slug: "argo-cd",
    permissions: { deployments: "write", statuses: "write" },
  });
  const { id } = github.installApp(app, "acme");
  const token = github.createToken({
    actor: "argo-cd[bot]",
    kind: "installation",
    installationId: id,
    repositories: [RELEASES],
    permissions: { deployments: "write", metadata: "read", statuses: "write" },
  });
  argo = {
    apiUrl: github.apiUrl,
    token,
    repository: RELEASES,
    application: "release-channel-api",
    environment: ENVIRONMENT,
    argoCdUrl: "https://argocd.acme.dev",
  };
  cluster = await startCluster({
    cloneUrl: github.repository(RELEASES).cloneUrl,
    branch: "main",
    token: developer,
    directory: join(await mkdtemp(join(tmpdir(), "argo-cd-")), "checkout"),
    // When a test says so.
    pollMs: 1_000_000,
    folder: "deployment",
    notifications: argo,
  });
}

const head = () => commitNow(sandbox.github.repository(RELEASES).gitDir, "refs/heads/main");

async function post(path: string, body: object): Promise<void> {
  const answer = await fetch(`${sandbox.github.apiUrl}/repos/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${developer}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

/** A build of a source repository releases, and all that it leads to ends. */
async function build(source: string, words: string): Promise<void> {
  const releases = words.split(", ").map((text) => {
    const [container = "", channel = "", tag = ""] = text.split(" ");
    return { container, channel, image: `${container}:${tag}` };
  });
  const inputs = { releases: JSON.stringify(releases) };
  await post(`${source}/actions/workflows/build.yml/dispatches`, { ref: "main", inputs });
  await sandbox.runner.idle();
}

/** Pins an image of the branch's tip, as publish.yml does at its end. */
async function publish(): Promise<void> {
  const { exitCode } = await runStep({
    action: "actions/pin-image",
    github: sandbox.github,
    token: developer,
    repository: RELEASES,
    event: { name: "push", payload: { repository: { default_branch: "main" } } },
    inputs: {
      name: "release-channel-api",
      image: "ghcr.io/acme/release-channel-api",
      digest: `sha256:${randomUUID().replaceAll("-", "").repeat(2)}`,
      revision: head().oid,
    },
  });
  expect(exitCode).toBe(0);
}

const reports = (): readonly RunRecord[] =>
  sandbox.runner.runs.filter(
    ({ run }) => run.workflowName === "Report running" && run.event.name === "workflow_dispatch",
  );

/** Argo CD syncs, and tells. @returns the last run that this started */
async function sync(): Promise<RunRecord> {
  await cluster.refresh();
  await sandbox.runner.idle();
  return reports().at(-1)!;
}

/** Argo CD tells of a rollout that failed; the cluster itself has not been there. */
async function failToSync(): Promise<RunRecord> {
  const revision = head().oid;
  await notify(argo, {
    revision,
    state: "failure",
    message: "Sync of release-channel-api failed: no such image",
  });
  await sandbox.runner.idle();
  return reports().at(-1)!;
}

/** A channel's deployments, newest first: their states, the oldest first, and what the last one says. */
const deployments = (source: string, channel: string) =>
  sandbox.github
    .deployments(source)
    .filter(({ environment }) => environment === channel)
    .map(({ statuses }) => [
      ...statuses.map(({ state }) => state).toReversed(),
      statuses[0]?.description ?? "",
    ]);
const warningsOf = ({ jobs }: RunRecord) =>
  jobs.flatMap(({ annotations }) => annotations).filter(({ level }) => level === "warning");

test("from a build to the cluster: what runs is a success in the build's repository", async () => {
  await build(MY_APP, "api dev v1, worker dev v1, api stage v1");
  // From here on, without the minute that an image takes.
  sandbox.runner.setVariable(RELEASES, "PUBLISH", "false");
  expect(deployments(MY_APP, "dev")).toEqual([["in_progress", "Committed; the cluster has yet to serve it"]]);
  expect(head().message.split("\n")[0]).toBe("deploy(release-channel-api): 1.0.0");
  sandbox.github.forgetRequests();
  const { run, jobs } = await sync();
  expect([run.event.name, run.conclusion, run.event.sha]).toEqual([
    "workflow_dispatch",
    "success",
    cluster.revision,
  ]);
  expect(deployments(MY_APP, "dev")).toEqual([
    ["in_progress", "success", "The cluster serves api v1, worker v1"],
  ]);
  expect(deployments(MY_APP, "stage")).toEqual([["in_progress", "success", "The cluster serves api v1"]]);
  const token = "create-installation-access-token";
  for (const { grant, actor } of sandbox.github.requests) {
    if (grant?.installationId === undefined || actor?.startsWith("acme-bot") !== true) continue;
    expect(grant).toMatchObject({ repositories: [MY_APP], permissions: { deployments: "write" } });
    expect(grant.permissions).not.toHaveProperty("contents");
  }
  const made = sandbox.github.requests
    .filter(({ actor, operation }) => actor !== "argo-cd[bot]" && !operation.startsWith("git:"))
    .map(({ operation }) => operation.replace(/^(apps|repos|graphql:)\/?/, ""));
  // By the run of the deployed commit, which does nothing else.
  const restart = "actions/create-workflow-dispatch";
  const ofReleases = [
    "RolloutsOfEnvironment",
    "FileAt",
    "compare-commits-with-basehead",
    "FileAt",
    "FileHistory",
  ];
  const ofSource = ["OpenDeployments", "SetDeploymentStates", "revoke-installation-access-token"];
  expect(made).toEqual([restart, ...ofReleases, "get-repo-installation", token, ...ofSource]);
  expect(jobs[0]?.summary).toContain("The cluster serves api v1, worker v1");
});

test("the next release is told, and what ran before is not told again", async () => {
  await build(MY_APP, "api dev v2");
  await publish();
  await sync();
  expect(deployments(MY_APP, "dev")).toEqual([
    ["in_progress", "success", "The cluster serves api v2"],
    // Its worker runs.
    ["in_progress", "success", "The cluster serves api v1, worker v1"],
  ]);
  expect(deployments(MY_APP, "stage")).toHaveLength(1);
});

test("a release that is committed and not in the image waits for its own", async () => {
  await build(MY_APP, "api dev v3");
  await publish();
  await build(MY_APP, "worker stage v3");
  await sync();
  expect(deployments(MY_APP, "dev")[0]).toEqual(["in_progress", "success", "The cluster serves api v3"]);
  expect(deployments(MY_APP, "stage")[0]?.at(0)).toBe("in_progress");
  expect(deployments(MY_APP, "stage")[0]).toHaveLength(2);
  await publish();
  await sync();
  expect(deployments(MY_APP, "stage")[0]).toEqual(["in_progress", "success", "The cluster serves worker v3"]);
});

test("one that was overtaken says by which", async () => {
  await build(MY_APP, "api dev v4");
  await build(MY_APP, "api dev v5");
  await publish();
  await sync();
  expect(deployments(MY_APP, "dev").slice(0, 2)).toEqual([
    ["in_progress", "success", "The cluster serves api v5"],
    ["in_progress", "inactive", "Overtaken: api v5 came instead"],
  ]);
});

test("a rollout that fails is told with its reason, and told again when it works", async () => {
  await build(MY_APP, "api dev v6");
  await publish();
  await failToSync();
  const failure = "The rollout failed: Sync of release-channel-api failed: no such image";
  expect(deployments(MY_APP, "dev")[0]).toEqual(["in_progress", "failure", failure]);
  await sync();
  expect(deployments(MY_APP, "dev")[0]).toEqual([
    "in_progress",
    "failure",
    "success",
    "The cluster serves api v6",
  ]);
});

test("each organisation is told by itself: one that suspends the App does not stop the others", async () => {
  await build(MY_APP, "api dev v7");
  await build(OTHER, "other dev v7");
  await publish();
  sandbox.github.suspendInstallation(globex.id);
  const record = await sync();
  expect(record.run.conclusion).toBe("success");
  expect(deployments(OTHER, "dev")[0]).toEqual(["in_progress", "success", "The cluster serves other v7"]);
  expect(deployments(MY_APP, "dev")[0]?.slice(0, -1)).toEqual(["in_progress"]);
  expect(warningsOf(record)).toMatchObject([
    {
      title: `Not reported to ${MY_APP}`,
      message: expect.stringContaining("its installation in globex is suspended"),
    },
  ]);
  expect(record.jobs[0]?.summary).toContain("could not be reported");
});

/** By hand, as a person does in a workflow's form. */
async function start(workflow: string, inputs: Record<string, string>): Promise<void> {
  await post(`${RELEASES}/actions/workflows/${workflow}.yml/dispatches`, { ref: "main", inputs });
  await sandbox.runner.idle();
}

test("what was missed is told by hand", async () => {
  await start("report-running", { revision: cluster.revision });
  expect(deployments(MY_APP, "dev")[0]).toEqual(["in_progress", "success", "The cluster serves api v7"]);
  expect(logOf(reports().at(-1)!, "report")).toContain("success, already up to date");
});

/** A release whose dispatch names its build's source, and carries nothing that proves it. */
async function claim(source: string, container: string, id: string): Promise<void> {
  const { sha } = sandbox.github.deployments(source)[0]!;
  await sandbox.dispatch("update-release-channel", {
    version: 1,
    dispatch_id: id,
    releases: [{ container, channel: "dev", image: `${container}:v1` }],
    source: { repository: source, sha, ref: "refs/heads/main", run_id: 9, run_attempt: 1 },
  });
}
const untold = (source: string, channel: string): string => {
  const { sha } = sandbox.github.deployments(source)[0]!;
  return `${source} ${sha.slice(0, 7)} in ${channel}: success, not reported: nothing proves the source`;
};

test("what is promoted is told to the repository of a build that is proved, and to none that is only claimed", async () => {
  await claim(OTHER, "claimed", randomUUID());
  await start("promote-release", { containers: "api, worker, claimed", from: "dev", to: "prod" });
  await publish();
  sandbox.github.forgetRequests();
  const record = await sync();
  expect(deployments(MY_APP, "prod")).toEqual([["success", "The cluster serves api v7, worker v1"]]);
  expect(deployments(OTHER, "prod")).toEqual([]);
  expect(logOf(record, "report")).toContain(untold(OTHER, "prod"));
  expect(record.jobs[0]?.summary).toContain("not reported: nothing proves the source");
  const made = sandbox.github.requests.filter(({ actor }) => actor?.startsWith("acme-bot") === true);
  expect(made.map(({ operation }) => operation.split("/").at(-1))).toEqual([
    "get-repo-installation",
    "create-installation-access-token",
    "graphql:OpenDeployments",
    "create-deployment",
    "graphql:OpenDeployments",
    "graphql:SetDeploymentStates",
    "revoke-installation-access-token",
  ]);
});

test("what is gone back to is told, and what ran is inactive", async () => {
  await start("rollback-release", { containers: "api", channel: "dev", reason: "v7 is slow" });
  await publish();
  await sync();
  expect(deployments(MY_APP, "dev").slice(0, 2)).toEqual([
    ["success", "The cluster serves api v6"],
    ["in_progress", "success", "inactive", "The cluster serves api v6 instead"],
  ]);
});

describe("nobody is told", () => {
  test("a source that nothing but a claim names, though it has such a deployment", async () => {
    const { sha } = sandbox.github.deployments(MY_APP)[0]!;
    const id = randomUUID();
    const token = sandbox.github.createToken({
      actor: "octocat",
      kind: "pat",
      repositories: [MY_APP],
      permissions: { contents: "read", deployments: "write", metadata: "read" },
    });
    const answer = await fetch(`${sandbox.github.apiUrl}/repos/${MY_APP}/deployments`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        ref: sha,
        environment: "dev",
        payload: { creation_id: id },
        required_contexts: [],
      }),
    });
    expect(answer.status).toBe(201);
    await claim(MY_APP, "forged", id);
    await publish();
    const record = await sync();
    expect(deployments(MY_APP, "dev")[0]).toEqual([""]);
    expect(logOf(record, "report")).toContain(untold(MY_APP, "dev"));
  });

  test("of a status in another environment, or of a rollout that goes on", async () => {
    const revision = cluster.revision;
    await notify({ ...argo, environment: "elsewhere" }, { revision, state: "success", message: "" });
    await notify(argo, { revision, state: "in_progress", message: "" });
    await sandbox.runner.idle();
    expect(
      sandbox.runner.runs
        .filter(({ run }) => run.event.name === "deployment_status")
        .slice(-2)
        .map(({ jobs }) => jobs.map(({ result }) => result).join(" ")),
    ).toEqual(["skipped skipped", "skipped skipped"]);
  });

  test("of an image that a person pinned: a warning says what to do", async () => {
    const answer = await runStep({
      action: "actions/pin-image",
      github: sandbox.github,
      token: developer,
      repository: RELEASES,
      event: { name: "push", payload: { repository: { default_branch: "main" } } },
      inputs: { name: "release-channel-api", image: "ghcr.io/acme/mine", digest: `sha256:${"a".repeat(64)}` },
    });
    expect(answer.exitCode).toBe(0);
    const record = await sync();
    expect(record.run.conclusion).toBe("success");
    expect(warningsOf(record)[0]?.message).toMatch(/pins release-channel-api but does not say which commit/);
  });
});

import { randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect } from "@jest/globals";
import {
  commitNow,
  notify,
  runGit,
  startCluster,
  startSandbox,
  type NotificationOptions,
  type RunRecord,
} from "@release-channels/sandbox";
import { runStep } from "../../tools/testing/run-step.ts";

export const RELEASES = "acme/app";
export const MY_APP = "globex/my-app";
export const OTHER = "initech/other";
const ENVIRONMENT = "release-api";
const WORKFLOWS = ["update-database", "promote-release", "rollback-release", "report-running"];
const ACTIONS = [...WORKFLOWS, "report-release", "trigger-dispatch", "pin-image"];
const FILES = [
  ".releaserc.yml",
  "deployment/kustomization.yaml",
  "scripts/node-24.sh",
  "tools/publish/next-version.sh",
  ...[...WORKFLOWS, "notify-slack", "publish"].map((name) => `.github/workflows/${name}.yml`),
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

/**
 * What the tests of the workflow have in common: the release repository with all of its workflows, two source repositories
 * in other organisations, and Argo CD, which serves what main says when a test lets it.
 */

export const sandbox = await startSandbox({ concurrency: 4 });
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
export const developer = github.createToken({
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
const bot = await github.createApp({ slug: "acme-bot", permissions });
github.installApp(bot, "initech");
export const globex = github.installApp(bot, "globex");
runner.setVariable(RELEASES, "REPORT_APP_ID", String(bot.id));
runner.setSecret(RELEASES, "REPORT_APP_PRIVATE_KEY", bot.privateKey);

const argoCd = await github.createApp({
  slug: "argo-cd",
  permissions: { deployments: "write", statuses: "write" },
});
const { id } = github.installApp(argoCd, "acme");
const argoToken = github.createToken({
  actor: "argo-cd[bot]",
  kind: "installation",
  installationId: id,
  repositories: [RELEASES],
  permissions: { deployments: "write", metadata: "read", statuses: "write" },
});
export const argo: NotificationOptions = {
  apiUrl: github.apiUrl,
  token: argoToken,
  repository: RELEASES,
  application: "release-channel-api",
  environment: ENVIRONMENT,
  argoCdUrl: "https://argocd.acme.dev",
};
export const cluster = await startCluster({
  cloneUrl: github.repository(RELEASES).cloneUrl,
  branch: "main",
  token: developer,
  directory: join(await mkdtemp(join(tmpdir(), "argo-cd-")), "checkout"),
  // When a test says so.
  pollMs: 1_000_000,
  folder: "deployment",
  notifications: argo,
});

afterAll(async () => {
  await cluster.close();
  await sandbox.stop();
});
afterEach(() => void github.suspendInstallation(globex.id, false));

export const head = () => commitNow(sandbox.github.repository(RELEASES).gitDir, "refs/heads/main");

async function post(path: string, body: object): Promise<void> {
  const answer = await fetch(`${sandbox.github.apiUrl}/repos/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${developer}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

/** A build of a source repository releases, and all that it leads to ends. */
export async function build(source: string, words: string): Promise<void> {
  const releases = words.split(", ").map((text) => {
    const [container = "", channel = "", tag = ""] = text.split(" ");
    return { container, channel, image: `${container}:${tag}` };
  });
  const inputs = { releases: JSON.stringify(releases) };
  await post(`${source}/actions/workflows/build.yml/dispatches`, { ref: "main", inputs });
  await sandbox.runner.idle();
}

/** Pins an image of the branch's tip, as publish.yml does at its end. */
export async function publish(): Promise<void> {
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

export const reports = (): readonly RunRecord[] =>
  sandbox.runner.runs.filter(
    ({ run }) => run.workflowName === "Report running" && run.event.name === "workflow_dispatch",
  );

function lastReport(): RunRecord {
  const last = reports().at(-1);
  if (last === undefined) throw new Error("no run of Report running has begun");
  return last;
}

/** Argo CD syncs, and tells. @returns the last run that this started */
export async function sync(): Promise<RunRecord> {
  await cluster.refresh();
  await sandbox.runner.idle();
  return lastReport();
}

/** Argo CD tells of a rollout that failed; the cluster itself has not been there. */
export async function failToSync(): Promise<RunRecord> {
  const revision = head().oid;
  await notify(argo, {
    revision,
    state: "failure",
    message: "Sync of release-channel-api failed: no such image",
  });
  await sandbox.runner.idle();
  return lastReport();
}

/** A channel's deployments, newest first: their states, the oldest first, and what the last one says. */
export const deployments = (source: string, channel: string) =>
  sandbox.github
    .deployments(source)
    .filter(({ environment }) => environment === channel)
    .map(({ statuses }) => [
      ...statuses.map(({ state }) => state).toReversed(),
      statuses[0]?.description ?? "",
    ]);
export const warningsOf = ({ jobs }: RunRecord) =>
  jobs.flatMap(({ annotations }) => annotations).filter(({ level }) => level === "warning");

/** By hand, as a person does in a workflow's form. */
export async function start(workflow: string, inputs: Record<string, string>): Promise<void> {
  await post(`${RELEASES}/actions/workflows/${workflow}.yml/dispatches`, { ref: "main", inputs });
  await sandbox.runner.idle();
}

/** The commit that a source repository's newest deployment is of. */
function newestSha(source: string): string {
  const [newest] = sandbox.github.deployments(source);
  if (newest === undefined) throw new Error(`${source} has no deployment`);
  return newest.sha;
}

/** A release whose dispatch names its build's source, and carries nothing that proves it. */
export async function claim(source: string, container: string, id: string): Promise<void> {
  const sha = newestSha(source);
  await sandbox.dispatch("update-release-channel", {
    version: 1,
    dispatch_id: id,
    releases: [{ container, channel: "dev", image: `${container}:v1` }],
    source: { repository: source, sha, ref: "refs/heads/main", run_id: 9, run_attempt: 1 },
  });
}
export const untold = (source: string, channel: string): string => {
  return `${source} ${newestSha(source).slice(0, 7)} in ${channel}: success, not reported: nothing proves the source`;
};

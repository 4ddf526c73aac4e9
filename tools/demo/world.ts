import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  startCluster,
  startGitHub,
  startRunner,
  type Cluster,
  type GitHub,
  type Runner,
} from "@release-channels/sandbox";
import type { ServerProcess } from "../../lib/http/testing/server-process.ts";
import { deployFiles, WEB } from "./deploys/files.ts";
import { imageOf, startPlaces, type Places } from "./deploys/places.ts";
import { startFollowing } from "./following.ts";
import { ghSocket, setUpGh } from "./gh.ts";
import { CLOCK } from "./keyless/files.ts";
import { helloFiles, releaseRepository, sourceRepositoryFiles, TEMPLATE, webFiles } from "./template.ts";

const execute = promisify(execFile);

export const RELEASES = "acme/releases";
export const MY_APP = "acme/my-app";
/** A repository for people to try; nothing happens in it by itself. */
export const HELLO = "acme/hello";

/** Names the repositories that my-app and web come from. @param web its image */
const policyOf = (web: string) => ({
  $schema: "./policy.schema.json",
  version: 1,
  channels: ["dev", "stage", "prod"],
  containers: {
    "my-app": { repository: { name: MY_APP } },
    web: { repository: { name: WEB }, image: web },
  },
});

/**
 * A GitHub with a release repository and three source repositories, a runner, a cluster that runs the release API, and what
 * deploys from Slack need.
 */
export interface World {
  readonly directory: string;
  readonly github: GitHub;
  readonly runner: Runner;
  readonly cluster: Cluster;
  /** A release API that follows the release repository by itself. */
  readonly following: ServerProcess;
  /** The developer's token, with all permissions on these repositories. */
  readonly token: string;
  /** The developer's checkout of my-app. */
  readonly checkout: string;
  /** A file that a slow build of my-app waits for. */
  readonly slowUntil: string;
  readonly places: Places;
  /** Variables that make the developer's gh talk to this GitHub. */
  readonly gh: Readonly<Record<string, string>>;
  /** Runs git as the developer, by default in the checkout. */
  git(...args: readonly string[]): Promise<string>;
  /** Runs git in the release repository's bare repository. */
  releasesGit(...args: readonly string[]): Promise<string>;
  /** Registers something else to close before all the rest. */
  onClose(close: () => Promise<void>): void;
  close(): Promise<void>;
}

export async function buildWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), "release-channels-"));
  const github = await startGitHub({ directory: join(directory, "github"), socket: ghSocket(directory) });
  const runner = await startRunner({ github, directory: join(directory, "runner"), concurrency: 4 });
  const places = await startPlaces(github, { directory, releases: RELEASES });
  const image = imageOf(places);
  const { files, executables } = await releaseRepository();
  const policy = JSON.stringify(policyOf(image), undefined, 2);
  const releases = await github.createRepository(RELEASES, {
    files: {
      ...files,
      ...deployFiles({ image, argoCdUrl: places.argo.url, channel: places.channel.id }),
      "db/policy.json": `${policy}\n`,
    },
    ...(executables !== undefined && { executables }),
  });
  await execute("git", ["--git-dir", releases.gitDir, "tag", "v1", "main"]);
  const app = await github.createRepository(MY_APP, { files: await sourceRepositoryFiles() });
  await github.createRepository(HELLO, { files: await helloFiles() });
  await github.createRepository(WEB, { files: await webFiles() });
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES, MY_APP, HELLO],
    permissions: { actions: "write", contents: "write", metadata: "read", workflows: "write" },
  });
  for (const source of [MY_APP, HELLO]) runner.setSecret(source, "RELEASE_API_PAT", releaseToken(github));
  runner.setSecret(RELEASES, "REPORT_TOKEN", sourceReportToken(github));
  // The demo follows releases without the release API images that each of them would build.
  runner.setVariable(RELEASES, "PUBLISH", "false");
  const slowUntil = join(directory, "slow-until");
  runner.setVariable(MY_APP, "SLOW_UNTIL", slowUntil);
  const checkout = join(directory, "my-app");
  const git = developerGit(token, join(directory, "home"), checkout);
  await mkdir(join(directory, "home"));
  await mkdir(checkout);
  await git("clone", "--quiet", app.cloneUrl, ".");
  const cluster = await startCluster({
    cloneUrl: releases.cloneUrl,
    branch: "main",
    token,
    directory: join(directory, "cluster"),
    pollMs: 1000,
    // As in deployment/argocd/database.yaml, for when no image is published: each release changes the manifests.
    folder: "db",
    releaseApi: { packages: join(TEMPLATE, "node_modules"), githubUrl: github.url },
    notifications: {
      apiUrl: github.apiUrl,
      token: await argoToken(github),
      repository: RELEASES,
      application: "release-database",
      environment: "release-api",
      argoCdUrl: "https://argocd.example",
    },
  });
  const following = await startFollowing(github, { directory, releases: RELEASES });
  const closing: (() => Promise<void>)[] = [];
  return {
    directory,
    github,
    runner,
    cluster,
    following,
    places,
    gh: await setUpGh(directory, token),
    token,
    checkout,
    slowUntil,
    git,
    releasesGit: async (...args) => (await execute("git", ["--git-dir", releases.gitDir, ...args])).stdout,
    onClose: (close) => void closing.push(close),
    close: async () => {
      for (const close of closing) await close();
      await following.stop();
      await cluster.close();
      await runner.close();
      await places.close();
      await github.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The value of RELEASE_API_PAT: contents of the release repository only. */
function releaseToken(github: GitHub): string {
  return github.createToken({
    actor: "acme-release-bot",
    kind: "pat",
    repositories: [RELEASES],
    permissions: { contents: "write", metadata: "read" },
  });
}

/** The App that reports releases to their source commits. */
function sourceReportToken(github: GitHub): string {
  return github.createToken({
    actor: "acme-release-bot",
    kind: "pat",
    repositories: [MY_APP, HELLO, WEB, CLOCK],
    permissions: { deployments: "write", metadata: "read", statuses: "write" },
  });
}

/** For the App that Argo CD's notifications use. */
async function argoToken(github: GitHub): Promise<string> {
  const app = await github.createApp({
    slug: "argo-cd",
    permissions: { deployments: "write", statuses: "write" },
  });
  return github.createToken({
    actor: "argo-cd[bot]",
    kind: "installation",
    installationId: github.installApp(app, "acme").id,
    repositories: [RELEASES],
    permissions: { deployments: "write", metadata: "read", statuses: "write" },
  });
}

function developerGit(token: string, home: string, checkout: string): World["git"] {
  const basic = Buffer.from(`octocat:${token}`).toString("base64");
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    GIT_AUTHOR_NAME: "octocat",
    GIT_AUTHOR_EMAIL: "octocat@example.com",
    GIT_COMMITTER_NAME: "octocat",
    GIT_COMMITTER_EMAIL: "octocat@example.com",
  };
  return async (...args) => (await execute("git", [...args], { env, cwd: checkout })).stdout;
}

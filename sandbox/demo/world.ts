import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startCluster, type Cluster } from "../cluster/index.ts";
import { startGitHub } from "../github/index.ts";
import type { GitHub } from "../github/model.ts";
import { startRunner, type Runner } from "../runner/index.ts";

const execute = promisify(execFile);

/** The release repository is made from this one, as "Use this template" does. */
const TEMPLATE = fileURLToPath(new URL("../..", import.meta.url));
const APP = fileURLToPath(new URL("my-app", import.meta.url));
const EMPTY_DATABASE = '{\n  "$schema": "./db.schema.json",\n  "version": 1,\n  "releases": []\n}\n';

export const RELEASES = "acme/releases";
export const MY_APP = "acme/my-app";
/** For whoever tries the demo: nothing in it happens by itself. */
export const HELLO = "acme/hello";

/** A GitHub with a release repository and two source repositories, a runner, and a cluster that runs the release API. */
export interface World {
  readonly directory: string;
  readonly github: GitHub;
  readonly runner: Runner;
  readonly cluster: Cluster;
  /** The developer's: may do all in these repositories. */
  readonly token: string;
  /** The developer's checkout of my-app. */
  readonly checkout: string;
  /** Runs git as the developer, in the checkout unless told. */
  git(...args: readonly string[]): Promise<string>;
  /** The release repository's own git, for looking. */
  releasesGit(...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export async function buildWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), "release-channels-"));
  const github = await startGitHub({ directory: join(directory, "github") });
  const runner = await startRunner({ github, directory: join(directory, "runner"), concurrency: 4 });
  const releases = await github.createRepository(RELEASES, { files: await releaseRepositoryFiles() });
  await execute("git", ["--git-dir", releases.gitDir, "tag", "v1", "main"]);
  const app = await github.createRepository(MY_APP, { files: await sourceRepositoryFiles() });
  await github.createRepository(HELLO, {
    files: { ...(await readFiles(APP, ["Dockerfile", "server.js"])), "README.md": "# hello\n" },
  });
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES, MY_APP, HELLO],
    permissions: { actions: "write", contents: "write", metadata: "read", workflows: "write" },
  });
  for (const source of [MY_APP, HELLO]) runner.setSecret(source, "RELEASE_API_PAT", releaseToken(github));
  const reportToken = sourceReportToken(github);
  runner.setSecret(RELEASES, "REPORT_TOKEN", reportToken);
  // The releases' way is shown without the images of the release API that each of them would make.
  runner.setVariable(RELEASES, "PUBLISH", "false");
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
    pollMs: 250,
    releaseApi: { packages: join(TEMPLATE, "node_modules"), githubUrl: github.url },
    reporter: { apiUrl: github.apiUrl, token: reportToken },
  });
  return {
    directory,
    github,
    runner,
    cluster,
    token,
    checkout,
    git,
    releasesGit: async (...args) => (await execute("git", ["--git-dir", releases.gitDir, ...args])).stdout,
    close: async () => {
      await cluster.close();
      await runner.close();
      await github.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What a source repository keeps as RELEASE_API_PAT: contents of the release repository, no more. */
function releaseToken(github: GitHub): string {
  return github.createToken({
    actor: "acme-release-bot",
    kind: "pat",
    repositories: [RELEASES],
    permissions: { contents: "write", metadata: "read" },
  });
}

/** With which releases report back to the commits that they come from. */
function sourceReportToken(github: GitHub): string {
  return github.createToken({
    actor: "acme-release-bot",
    kind: "pat",
    repositories: [MY_APP, HELLO],
    permissions: { deployments: "write", metadata: "read", statuses: "write" },
  });
}

async function releaseRepositoryFiles(): Promise<Record<string, Uint8Array>> {
  const deleted = new Set(await listFiles("--deleted"));
  const paths = await listFiles("--cached", "--others", "--exclude-standard");
  const present = paths.filter((path) => !deleted.has(path));
  return { ...(await readFiles(TEMPLATE, present)), "db/db.json": Buffer.from(EMPTY_DATABASE) };
}

async function listFiles(...options: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await execute("git", ["-C", TEMPLATE, "ls-files", "-z", ...options]);
  return stdout.split("\0").filter((path) => path !== "");
}

/** The application's own files, and the template that a developer copies. */
async function sourceRepositoryFiles(): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(APP, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(APP.length + 1));
  const template = await readFile(join(TEMPLATE, "workflows-templates/update-release-channel.yml"));
  return { ...(await readFiles(APP, paths)), ".github/workflows/update-release-channel.yml": template };
}

async function readFiles(root: string, paths: readonly string[]): Promise<Record<string, Uint8Array>> {
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path))] as const)),
  );
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

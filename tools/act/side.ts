import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startGitHub, startRunner, type GitHub } from "@release-channels/sandbox";
import { createShop, type Shop } from "../matrix/shop.ts";
import { readTemplate } from "../testing/templates.ts";
import { ActRunner, type Settings } from "./act-runner.ts";
import { traceOf, type Trace } from "./trace.ts";

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const RELEASES = "acme/releases";
export const MY_APP = "acme/my-app";

/** A GitHub and the runner that runs its workflows. */
export interface Side {
  readonly github: GitHub;
  /** A source repository that prepares data. */
  readonly shop: Shop;
  /** The result of every run, the oldest first. */
  traces(): readonly Trace[];
  idle(): Promise<void>;
  /** Runs git in a repository, only to read. */
  git(repository: string, ...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

// Images of the release API are not compared.
const variables: Settings = { [RELEASES]: { PUBLISH: "false" } };

/** @param runner who runs the workflows; the rest is the same */
export async function startSide(runner: "sandbox" | "act"): Promise<Side> {
  const directory = await mkdtemp(join(tmpdir(), `release-channels-${runner}-`));
  const github = await startGitHub({ directory: join(directory, "github") });
  const releases = await github.createRepository(RELEASES, { files: await releaseRepositoryFiles() });
  await execute("git", ["--git-dir", releases.gitDir, "tag", "v1", "main"]);
  await github.createRepository(MY_APP, { files: await sourceRepositoryFiles() });
  const shop = await createShop(github);
  const secrets = { [MY_APP]: { RELEASE_API_PAT: releaseToken(github) } };
  const start = runner === "act" ? startActSide : startSandboxSide;
  const started = await start(github, join(directory, "runner"), secrets);
  return {
    ...started,
    github,
    shop,
    git: async (repository, ...args) =>
      (await execute("git", ["--git-dir", github.repository(repository).gitDir, ...args])).stdout,
    close: async () => {
      await started.close();
      await github.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

type Started = Pick<Side, "traces" | "idle" | "close">;

async function startSandboxSide(github: GitHub, directory: string, secrets: Settings): Promise<Started> {
  const runner = await startRunner({ github, directory, concurrency: 1 });
  for (const [repository, name, value] of settingsOf(secrets)) runner.setSecret(repository, name, value);
  for (const [repository, name, value] of settingsOf(variables)) runner.setVariable(repository, name, value);
  return {
    traces: () => runner.runs.map(traceOf),
    idle: () => runner.idle(),
    close: () => runner.close(),
  };
}

function settingsOf(settings: Settings): readonly (readonly [string, string, string])[] {
  return Object.entries(settings).flatMap(([repository, values]) =>
    Object.entries(values).map(([name, value]) => [repository, name, value] as const),
  );
}

async function startActSide(github: GitHub, directory: string, secrets: Settings): Promise<Started> {
  const runner = new ActRunner(github, directory, { secrets, variables });
  return {
    traces: () => runner.traces,
    idle: () => runner.idle(),
    close: async () => runner.close(),
  };
}

function releaseToken(github: GitHub): string {
  return github.createToken({
    actor: "acme-release-bot",
    kind: "pat",
    repositories: [RELEASES],
    permissions: { contents: "write", metadata: "read" },
  });
}

/** Workflows, bundles and an empty database. */
async function releaseRepositoryFiles(): Promise<Record<string, Uint8Array>> {
  const paths = globSync(
    [".github/workflows/*.yml", "actions/*/action.yml", "actions/*/dist/*", "db/*.json"],
    {
      cwd: ROOT,
    },
  );
  const files = await Promise.all(
    paths.map(async (path) => [path, await readFile(join(ROOT, path))] as const),
  );
  return {
    ...Object.fromEntries(files),
    "db/db.json": Buffer.from('{\n  "$schema": "./db.schema.json",\n  "version": 1,\n  "releases": []\n}\n'),
  };
}

/** The template that a developer copies. */
async function sourceRepositoryFiles(): Promise<Record<string, string>> {
  const template = "update-release-channel.yml";
  return { [`.github/workflows/${template}`]: await readTemplate(`workflows-templates/${template}`) };
}

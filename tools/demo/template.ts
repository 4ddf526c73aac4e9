import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { NewRepository } from "@release-channels/sandbox";
import { readTemplate } from "../testing/templates.ts";

const execute = promisify(execFile);

/** The contents of new repositories. */
export type RepositoryFiles = NonNullable<NewRepository["files"]>;

/** The release repository is created from this one, as with "Use this template". */
export const TEMPLATE = fileURLToPath(new URL("../..", import.meta.url));
const APP = fileURLToPath(new URL("my-app", import.meta.url));
const WEB = fileURLToPath(new URL("web", import.meta.url));
const EMPTY_DATABASE = '{\n  "$schema": "./db.schema.json",\n  "version": 1,\n  "releases": []\n}\n';

/** With an empty database and no policy, even if this is a release repository with its own. */
export async function releaseRepository(): Promise<Pick<NewRepository, "files" | "executables">> {
  const absent = new Set([...(await listFiles("--deleted")), "db/policy.json"]);
  const paths = await listFiles("--cached", "--others", "--exclude-standard");
  const present = paths.filter((path) => !absent.has(path));
  const stats = await Promise.all(
    present.map(async (path) => ({ path, mode: (await stat(join(TEMPLATE, path))).mode })),
  );
  return {
    files: { ...(await readFiles(TEMPLATE, present)), "db/db.json": Buffer.from(EMPTY_DATABASE) },
    executables: stats.filter(({ mode }) => (mode & 0o100) !== 0).map(({ path }) => path),
  };
}

async function listFiles(...options: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await execute("git", ["-C", TEMPLATE, "ls-files", "-z", ...options]);
  return stdout.split("\0").filter((path) => path !== "");
}

/** The application's own files, and the workflow that a developer copies. */
export async function sourceRepositoryFiles(): Promise<RepositoryFiles> {
  const template = await readTemplate("workflows-templates/update-release-channel.yml");
  return { ...(await applicationFiles()), ".github/workflows/update-release-channel.yml": template };
}

/** An application that releases nothing yet. */
export async function applicationFiles(): Promise<RepositoryFiles> {
  return await readFolder(APP);
}

/** An application that is deployed from Slack. */
export async function webFiles(): Promise<RepositoryFiles> {
  return await readFolder(WEB);
}

/** All files below a folder, by their paths in it. */
export async function readFolder(folder: string): Promise<RepositoryFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return await readFiles(folder, paths);
}

/** Another application, without workflows and with other texts. */
export async function helloFiles(): Promise<RepositoryFiles> {
  return { ...(await readFiles(APP, ["Dockerfile", "server.js"])), "README.md": "# hello\n" };
}

async function readFiles(root: string, paths: readonly string[]): Promise<RepositoryFiles> {
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path))] as const)),
  );
}

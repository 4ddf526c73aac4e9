import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { environment, input } from "../../action.ts";
import { git } from "../../actions/checkout/git.ts";

/** The files an image is built from. */
export interface BuildContext {
  readonly folder: string;
  readonly dockerfile: string;
}

/**
 * Finds the context: a folder, or without one the commit of the run, fetched again, as buildx does.
 * @throws Error in buildx's words
 */
export async function findContext(): Promise<BuildContext> {
  const given = input("context");
  const folder = given === "" ? await fetchCommit() : resolve(environment("GITHUB_WORKSPACE"), given);
  if (!(await isFolder(folder))) {
    throw new Error(`ERROR: failed to build: unable to prepare context: path "${given}" not found`);
  }
  if (await exists(join(folder, ".dockerignore"))) {
    throw new Error("the sandbox's stand-in does not know .dockerignore");
  }
  const file = input("file");
  const path = file === "" ? join(folder, "Dockerfile") : resolve(given === "" ? folder : ".", file);
  return { folder, dockerfile: await readDockerfile(path) };
}

async function fetchCommit(): Promise<string> {
  const folder = join(environment("RUNNER_TEMP"), `build-context-${process.pid}`);
  const url = new URL(`${environment("GITHUB_SERVER_URL")}/${environment("GITHUB_REPOSITORY")}`);
  const basic = Buffer.from(`x-access-token:${input("github-token")}`).toString("base64");
  console.log(`::add-mask::${basic}`);
  await git(".", "init", "--quiet", folder);
  const header = `http.extraheader=AUTHORIZATION: basic ${basic}`;
  await git(folder, "-c", header, "fetch", "--quiet", "--depth=1", url.href, environment("GITHUB_SHA"));
  await git(folder, "checkout", "--quiet", "FETCH_HEAD");
  return folder;
}

async function readDockerfile(path: string): Promise<string> {
  const failed = "ERROR: failed to build: failed to solve:";
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new Error(`${failed} failed to read dockerfile: open ${path}: no such file or directory`, {
      cause: error,
    });
  }
  if (!/^\s*FROM\s+\S/im.test(text)) throw new Error(`${failed} no build stage in current context`);
  return text;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

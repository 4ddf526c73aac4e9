import { execFileSync } from "node:child_process";
import { readLoose } from "./loose-objects.ts";
import { parseAnswer } from "./object-reader.ts";
import { parseCommit, parseTree, type Commit, type GitObject } from "./objects.ts";
import { gitEnvironment } from "./process.ts";

/**
 * Reads a repository at once and, as long as nothing is packed, without a process: for those that look at it hundreds of
 * times, because starting one copies the page tables of all their memory.
 */

/** @param name `<oid>` or a full ref @throws Error when it names no commit */
export function commitNow(gitDir: string, name: string): Commit {
  const object = readNow(gitDir, `${name}^{commit}`);
  if (object === undefined) throw new Error(`${gitDir} has no commit ${name}`);
  return parseCommit(object);
}

/** A file's text. @param path `db/db.json` @throws Error when there is none */
export function fileNow(gitDir: string, name: string, path: string): string {
  const object = objectNow(gitDir, name, path);
  if (object?.type !== "blob") throw new Error(`${gitDir} has no file ${path} at ${name}`);
  return object.content.toString("utf8");
}

/** What lies at a path. */
function objectNow(gitDir: string, name: string, path: string): GitObject | undefined {
  let object = readNow(gitDir, `${name}^{tree}`);
  for (const part of path.split("/").filter((text) => text !== "")) {
    const entries = object?.type === "tree" ? parseTree(object.content) : [];
    const entry = entries.find((one) => one.name === part);
    object = entry === undefined ? undefined : readNow(gitDir, entry.oid);
  }
  return object;
}

/** How many commits there are, itself included: `git rev-list --count`. */
export function countNow(gitDir: string, name: string): number {
  const seen = new Set<string>();
  const waiting = [commitNow(gitDir, name).oid];
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    if (seen.has(oid)) continue;
    seen.add(oid);
    waiting.push(...commitNow(gitDir, oid).parents);
  }
  return seen.size;
}

function readNow(gitDir: string, name: string): GitObject | undefined {
  const found = readLoose(gitDir, name);
  if (found !== "unknown") return found;
  const env = gitEnvironment({ GIT_DIR: gitDir });
  const answer = parseAnswer(
    execFileSync("git", ["cat-file", "--batch"], { env, input: `${name}\n`, maxBuffer: 2 ** 26 }),
  );
  return "object" in answer ? answer.object : undefined;
}

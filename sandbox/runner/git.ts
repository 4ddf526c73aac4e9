import { mkdir } from "node:fs/promises";
import { looseFiles } from "../github/git/loose-files.ts";
import { readLoose } from "../github/git/loose-objects.ts";
import { parseCommit } from "../github/git/objects.ts";
import { git as runGit } from "../github/git/process.ts";
import { launch } from "../processes/launch.ts";

/**
 * Read-only git over the sandbox's bare repositories, with a process only for what may be packed. Commits are full ids,
 * paths relative to the top.
 */

async function git(gitDir: string, ...args: readonly string[]): Promise<string> {
  return (await runGit(args, { env: { GIT_DIR: gitDir } })).toString("utf8");
}

function splitNul(text: string): string[] {
  return text.split("\0").filter((item) => item !== "");
}

/** The blobs of the files directly in a folder of a commit, by their paths; none if there is no such folder. */
export async function listFiles(
  gitDir: string,
  commit: string,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const loose = looseFiles(gitDir, commit, { folder, below: false });
  if (loose !== "unknown")
    return new Map([...loose].map(([name, blob]) => [`${folder}/${name}`, blob] as const));
  return blobsOf(await git(gitDir, "ls-tree", "-z", commit, `${folder}/`));
}

function blobsOf(listing: string): Map<string, string> {
  return new Map(
    splitNul(listing).flatMap((entry) => {
      const [, blob, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
      return blob === undefined || path === undefined ? [] : [[path, blob] as const];
    }),
  );
}

/** The blobs of all files below a folder of a commit, by their paths within it; `""` or `.` is the whole commit. */
export async function listFilesBelow(
  gitDir: string,
  commit: string,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const loose = looseFiles(gitDir, commit, { folder: folder === "." ? "" : folder, below: true });
  if (loose !== "unknown") return loose;
  const prefix = folder === "" || folder === "." ? "" : `${folder.replace(/\/+$/, "")}/`;
  const paths = prefix === "" ? [] : [prefix];
  const blobs = blobsOf(await git(gitDir, "ls-tree", "-r", "-z", "--end-of-options", commit, ...paths));
  return new Map([...blobs].map(([path, blob]) => [path.slice(prefix.length), blob] as const));
}

/** A file's text by its blob. */
export async function readBlob(gitDir: string, blob: string): Promise<string> {
  const loose = readLoose(gitDir, blob);
  if (loose !== "unknown" && loose?.type === "blob") return loose.content.toString("utf8");
  return await git(gitDir, "cat-file", "blob", blob);
}

/** The texts of blobs, in order: one process for all. */
export async function readBlobs(gitDir: string, blobs: readonly string[]): Promise<readonly string[]> {
  const stdin = blobs.map((blob) => `${blob}\n`).join("");
  const output = await runGit(["cat-file", "--batch"], { env: { GIT_DIR: gitDir }, stdin });
  const texts: string[] = [];
  for (let at = 0; at < output.length;) {
    const end = output.indexOf("\n", at);
    const [, , size = "0"] = output.toString("utf8", at, end).split(" ");
    const start = end + 1;
    texts.push(output.toString("utf8", start, start + Number(size)));
    at = start + Number(size) + 1;
  }
  return texts;
}

/** The commit of the first of these names that exists. */
export async function resolveCommit(gitDir: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const found = readLoose(gitDir, `${name}^{commit}`);
    if (found === undefined) continue;
    if (found !== "unknown") return found.oid;
    try {
      return (
        await git(gitDir, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`)
      ).trim();
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

/** The commit's message. */
export async function messageAt(gitDir: string, commit: string): Promise<string> {
  const loose = readLoose(gitDir, `${commit}^{commit}`);
  if (loose !== undefined && loose !== "unknown") return parseCommit(loose).message;
  return await git(gitDir, "log", "-1", "--format=%B", commit);
}

/** The commit's first parent, or the empty tree for a root commit. */
export async function parentOf(gitDir: string, commit: string): Promise<string> {
  return (await resolveCommit(gitDir, [`${commit}^`])) ?? "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
}

/** Paths that differ between two commits; `base` may be the empty tree. */
export async function changedPaths(gitDir: string, base: string, head: string): Promise<string[]> {
  return splitNul(await git(gitDir, "diff-tree", "-r", "-z", "--name-only", "--no-renames", base, head));
}

/** The best common ancestor, or undefined. */
export async function mergeBase(gitDir: string, one: string, other: string): Promise<string | undefined> {
  try {
    return (await git(gitDir, "merge-base", one, other)).trim();
  } catch {
    return undefined;
  }
}

/** Unpacks a commit's files, like the archive that GitHub gives its runners. */
export async function unpackCommit(gitDir: string, commit: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const archive = `${folder}.tar`;
  await git(gitDir, "archive", "--format=tar", `--output=${archive}`, commit);
  const { exitCode, stderr } = await launch({
    command: "tar",
    args: ["-xf", archive, "-C", folder],
    env: process.env,
  });
  if (exitCode !== 0) throw new Error(`tar ended with ${exitCode}: ${stderr.toString("utf8")}`);
}

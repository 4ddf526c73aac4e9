import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A commit of a branch, and what it made of the paths that were asked for. */
export interface BranchCommit {
  readonly oid: string;
  /** The blobs of the paths that it changed; undefined for one that it removed. */
  readonly blobs: ReadonlyMap<string, string | undefined>;
}

/**
 * The commits of a branch, oldest first: those that were pushed to it, so that a merge is one commit with all that it
 * brought. Holds one at a time.
 * @param head a commit id
 * @param paths in git's own spelling, without characters that git quotes
 */
export async function* branchCommits(
  directory: string,
  head: string,
  paths: readonly string[],
): AsyncGenerator<BranchCommit> {
  const git = spawn(
    "git",
    ["-C", directory, "log", "--first-parent", "--diff-merges=first-parent", "--reverse", ...RAW, head],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = once(git, "close");
  let commit: { oid: string; blobs: Map<string, string | undefined> } | undefined;
  for await (const line of createInterface({ input: git.stdout })) {
    if (!line.startsWith(":")) {
      if (line === "") continue;
      if (commit !== undefined) yield commit;
      commit = { oid: line, blobs: new Map() };
      continue;
    }
    // :100644 100644 <blob before> <blob after> M\tdb/db.json
    const [facts = "", path = ""] = line.split("\t");
    const blob = facts.split(" ")[3];
    if (paths.includes(path)) commit?.blobs.set(path, /^0+$/.test(blob ?? "") ? undefined : blob);
  }
  if (commit !== undefined) yield commit;
  const [code] = await ended;
  if (code !== 0) throw new Error(`git log ended with ${code}; its message is above.`);
}

/** Renames would be one line with two paths. */
const RAW = ["--raw", "--no-abbrev", "--no-renames", "--format=%H"];

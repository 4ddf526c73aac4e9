import { rm } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import type { BareRepository } from "./bare-repository.ts";
import type { Signature } from "./objects.ts";

export interface NewCommit {
  /** Undefined for the first commit of a repository. */
  readonly parent: string | undefined;
  readonly additions: ReadonlyMap<string, Uint8Array>;
  readonly deletions: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/**
 * Writes a commit with its tree and blobs; no ref points to it yet. A file that exists keeps its mode.
 * @returns the commit's oid
 */
export async function writeCommit(repository: BareRepository, commit: NewCommit): Promise<string> {
  const index = `${repository.gitDir}/index-${randomUUID()}`;
  try {
    const env = { GIT_INDEX_FILE: index };
    const read = commit.parent === undefined ? ["read-tree", "--empty"] : ["read-tree", commit.parent];
    const [changes] = await Promise.all([indexInfo(repository, commit), repository.run(read, env)]);
    await repository.feed(["update-index", "-z", "--index-info"], changes, env);
    const tree = (await repository.run(["write-tree"], env)).toString("utf8").trim();
    const parent = commit.parent === undefined ? [] : ["-p", commit.parent];
    const written = await repository.feed(["commit-tree", tree, ...parent], commit.message, {
      ...signatureVariables("AUTHOR", commit.author),
      ...signatureVariables("COMMITTER", commit.committer),
    });
    return written.toString("utf8").trim();
  } finally {
    await rm(index, { force: true });
  }
}

/** The changes in the form that `git update-index -z --index-info` reads. Deletions go first: a file may become a folder. */
async function indexInfo(repository: BareRepository, commit: NewCommit): Promise<string> {
  const deleted = commit.deletions.map((path) => `0 ${"0".repeat(40)}\t${path}\0`);
  const added = await Promise.all(
    [...commit.additions].map(async ([path, content]) => {
      const [oid, existing] = await Promise.all([
        repository.feed(["hash-object", "-w", "--stdin"], content),
        commit.parent === undefined ? undefined : repository.entry(commit.parent, path),
      ]);
      const mode = existing === undefined || existing.mode === "40000" ? "100644" : existing.mode;
      return `${mode} ${oid.toString("utf8").trim()}\t${path}\0`;
    }),
  );
  return [...deleted, ...added].join("");
}

/** The environment that tells `git commit-tree` who wrote or recorded a commit. */
export function signatureVariables(
  role: "AUTHOR" | "COMMITTER",
  signature: Signature,
): Record<string, string> {
  return {
    [`GIT_${role}_NAME`]: signature.name,
    [`GIT_${role}_EMAIL`]: signature.email,
    [`GIT_${role}_DATE`]: `${Math.floor(signature.date.getTime() / 1000)} +0000`,
  };
}

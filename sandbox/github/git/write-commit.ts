import type { BareRepository } from "./bare-repository.ts";
import type { Signature } from "./objects.ts";
import { writeObject } from "./write-object.ts";
import { changeTree } from "./write-tree.ts";

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
 * Writes a commit with its tree and blobs; no ref points to it yet. An existing file keeps its mode.
 * @returns the commit's oid
 * @throws Error for a path that git does not allow in a tree
 */
export async function writeCommit(repository: BareRepository, commit: NewCommit): Promise<string> {
  const { parent, additions, deletions } = commit;
  const { gitDir } = repository;
  for (const path of additions.keys()) checkPath(path);
  const before = parent === undefined ? undefined : await repository.commit(parent);
  if (parent !== undefined && before === undefined) throw new Error(`there is no commit ${parent}`);
  const blobs = await Promise.all(
    [...additions].map(
      async ([path, content]) => [path, await writeObject(gitDir, "blob", content)] as const,
    ),
  );
  const deleted = deletions.map((path) => [path, undefined] as const);
  const tree = await changeTree(repository, before?.tree, new Map([...deleted, ...blobs]));
  return await writeCommitObject(repository, {
    ...commit,
    tree: tree ?? (await writeObject(gitDir, "tree", Buffer.alloc(0))),
    parents: parent === undefined ? [] : [parent],
  });
}

function checkPath(path: string): void {
  if (path.split("/").some((name) => /^(\.{0,2}|\.git)$/i.test(name)))
    throw new Error(`git keeps no file at "${path}": a path's part is not empty, ".", ".." or ".git"`);
}

/** The content of a commit object. */
export interface CommitContent extends Pick<NewCommit, "author" | "committer" | "message"> {
  readonly tree: string;
  readonly parents: readonly string[];
}

/**
 * Writes only the commit.
 * @returns its oid
 * @throws Error for a name that is empty after cleaning, as git does
 */
export async function writeCommitObject(repository: BareRepository, commit: CommitContent): Promise<string> {
  const { tree, parents, author, committer, message } = commit;
  if (message.includes("\0")) throw new Error("a commit's message holds no NUL byte");
  const headers = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${signatureText(author)}`,
    `committer ${signatureText(committer)}`,
  ];
  const content = Buffer.from(`${headers.join("\n")}\n\n${message}`);
  return await writeObject(repository.gitDir, "commit", content);
}

/** As git's ident.c cleans it: no `<`, `>` and line breaks, and no punctuation or blanks around it. */
function signatureText({ name, email, date }: Signature): string {
  const cleaned = [name, email].map((text) =>
    // oxlint-disable-next-line no-control-regex -- control characters are what git drops
    text.replaceAll(/^[\0- ,:;<>"\\']+|[\0- ,:;<>"\\']+$|[<>\n]/g, ""),
  );
  if (cleaned[0] === "") throw new Error(`a commit needs a name: "${name}" is none`);
  return `${cleaned[0]} <${cleaned[1]}> ${Math.floor(date.getTime() / 1000)} +0000`;
}

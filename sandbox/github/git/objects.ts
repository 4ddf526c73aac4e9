export const OBJECT_TYPES = ["blob", "tree", "commit", "tag"] as const;

export interface GitObject {
  /** 40 hex. */
  readonly oid: string;
  readonly type: (typeof OBJECT_TYPES)[number];
  readonly content: Buffer;
}

/** Who wrote or recorded a commit, and when. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: Date;
}

export interface Commit {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface TreeEntry {
  /** As git writes it: `100644`, `100755`, `120000` (symlink), `40000` (tree), `160000` (submodule). */
  readonly mode: string;
  readonly name: string;
  readonly oid: string;
}

/** Reads a commit object's own text (`man git-commit-tree`). */
export function parseCommit(object: GitObject): Commit {
  const text = object.content.toString("utf8");
  const gap = text.indexOf("\n\n");
  const headers = text.slice(0, gap).split("\n");
  const valuesOf = (key: string): string[] =>
    headers.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  return {
    oid: object.oid,
    tree: valuesOf("tree").join(""),
    parents: valuesOf("parent"),
    author: parseSignature(valuesOf("author").join("")),
    committer: parseSignature(valuesOf("committer").join("")),
    message: text.slice(gap + 2).replace(/\n$/, ""),
  };
}

function parseSignature(text: string): Signature {
  const [, name = "", email = "", seconds = "0"] = /^(.*?) ?<(.*)> (\d+) [+-]\d{4}$/.exec(text) ?? [];
  return { name, email, date: new Date(Number(seconds) * 1000) };
}

/** Reads a tree object: `<mode> <name>\0<20 bytes of oid>` for each entry, without separators. */
export function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(0x20, at);
    const nul = content.indexOf(0, space);
    entries.push({
      mode: content.toString("utf8", at, space),
      name: content.toString("utf8", space + 1, nul),
      oid: content.toString("hex", nul + 1, nul + 21),
    });
    at = nul + 21;
  }
  return entries;
}

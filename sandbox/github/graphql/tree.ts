import type { TreeEntry } from "../git/objects.ts";
import type { StoredRepository } from "../repositories.ts";
import { nodeId } from "../shapes/node-id.ts";
import { blobSource } from "./blob.ts";
import { UnknownField } from "./errors.ts";
import type { Source } from "./fields.ts";

/** A folder in git, by its id. */
export function treeSource(repository: StoredRepository, oid: string, path = ""): Source {
  return {
    __typename: "Tree",
    id: nodeId("T", repository.info.id, oid),
    oid,
    abbreviatedOid: oid.slice(0, 7),
    entries: async () => {
      const entries = (await repository.git.tree(oid)) ?? [];
      return entries.map((entry) =>
        entrySource(repository, entry, path === "" ? entry.name : `${path}/${entry.name}`),
      );
    },
  };
}

export function entrySource(repository: StoredRepository, entry: TreeEntry, path: string): Source {
  return {
    __typename: "TreeEntry",
    oid: entry.oid,
    name: entry.name,
    path,
    mode: Number.parseInt(entry.mode, 8),
    type: typeOf(entry),
    object: () => objectSource(repository, entry, path),
  };
}

/** What is at an entry: a folder or a file. */
export async function objectSource(
  repository: StoredRepository,
  entry: TreeEntry,
  path: string,
): Promise<Source | null> {
  if (typeOf(entry) === "tree") return treeSource(repository, entry.oid, path);
  const content = await repository.git.blob(entry.oid);
  if (content === undefined) throw new UnknownField(`the object of a submodule (${entry.name})`);
  return blobSource(repository, entry.oid, content);
}

function typeOf({ mode }: TreeEntry): string {
  return mode === "40000" ? "tree" : mode === "160000" ? "commit" : "blob";
}

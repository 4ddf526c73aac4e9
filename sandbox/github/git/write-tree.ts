import type { BareRepository } from "./bare-repository.ts";
import type { TreeEntry } from "./objects.ts";
import { writeObject } from "./write-object.ts";

const FOLDER = "40000";
const FILE = "100644";

/** Changes below a folder: a file's new blob by its path, undefined for a deleted one. */
export type TreeChanges = ReadonlyMap<string, string | undefined>;

/**
 * Writes the trees that result from the changes. An existing file keeps its mode, a new one gets 100644; a file
 * gives way to a folder and a folder to a file; a folder without files is removed.
 * @param tree the oid of the previous tree; undefined if there is none
 * @returns the new tree's oid; undefined if it is empty
 */
export async function changeTree(
  repository: BareRepository,
  tree: string | undefined,
  changes: TreeChanges,
): Promise<string | undefined> {
  const before = tree === undefined ? [] : ((await repository.tree(tree)) ?? []);
  const entries = new Map(before.map((entry) => [entry.name, entry]));
  const folders = new Map<string, Map<string, string | undefined>>();
  for (const [path, blob] of changes) {
    const [name = "", ...rest] = path.split("/");
    if (rest.length === 0) change(entries, name, blob);
    else {
      const inside = folders.get(name) ?? new Map<string, string | undefined>();
      folders.set(name, inside.set(rest.join("/"), blob));
    }
  }
  for (const [name, inside] of folders) {
    const known = entries.get(name);
    const isFolder = known?.mode === FOLDER;
    const oid = await changeTree(repository, isFolder ? known.oid : undefined, inside);
    if (oid !== undefined) entries.set(name, { mode: FOLDER, name, oid });
    else if (isFolder) entries.delete(name);
  }
  if (entries.size === 0) return undefined;
  return await writeObject(repository.gitDir, "tree", treeContent([...entries.values()]));
}

function change(entries: Map<string, TreeEntry>, name: string, blob: string | undefined): void {
  const known = entries.get(name);
  const mode = known === undefined || known.mode === FOLDER ? FILE : known.mode;
  if (blob !== undefined) entries.set(name, { mode, name, oid: blob });
  else if (known?.mode !== FOLDER) entries.delete(name);
}

/** A tree object's content: `<mode> <name>\0<20 bytes of oid>` for each entry, in git's order. */
function treeContent(entries: readonly TreeEntry[]): Buffer {
  const sorted = entries
    .map((entry) => ({ ...entry, key: sortKey(entry) }))
    .toSorted((one, other) => Buffer.compare(one.key, other.key));
  return Buffer.concat(
    sorted.flatMap(({ mode, name, oid }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, "hex")]),
  );
}

/** By bytes, a folder as if its name ended with a slash. */
const sortKey = ({ mode, name }: TreeEntry): Buffer => Buffer.from(mode === FOLDER ? `${name}/` : name);

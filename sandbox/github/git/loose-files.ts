import { readLoose, type Found } from "./loose-objects.ts";
import { parseTree } from "./objects.ts";

/**
 * The blobs of the files in a folder of a commit, by their paths within it; none if there is no such folder, `unknown`
 * where one of its trees may be packed.
 * @param folder `.github/workflows`; the top when it is empty
 */
export function looseFiles(
  gitDir: string,
  commit: string,
  { folder, below }: { readonly folder: string; readonly below: boolean },
): ReadonlyMap<string, string> | "unknown" {
  const files = new Map<string, string>();
  const waiting: (readonly [prefix: string, tree: Found])[] = [["", treeAt(gitDir, commit, folder)]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [prefix, tree] = next;
    if (tree === "unknown") return "unknown";
    for (const { mode, name, oid } of tree?.type === "tree" ? parseTree(tree.content) : []) {
      const path = `${prefix}${name}`;
      if (mode === "40000") waiting.push(...(below ? [[`${path}/`, readLoose(gitDir, oid)] as const] : []));
      // Another repository's commit is not a file.
      else if (mode !== "160000") files.set(path, oid);
    }
  }
  return files;
}

function treeAt(gitDir: string, commit: string, folder: string): Found {
  let found = readLoose(gitDir, `${commit}^{tree}`);
  for (const part of folder.split("/").filter((name) => name !== "")) {
    if (found === undefined || found === "unknown") return found;
    const entry = found.type === "tree" && parseTree(found.content).find(({ name }) => name === part);
    found = entry ? readLoose(gitDir, entry.oid) : undefined;
  }
  return found;
}

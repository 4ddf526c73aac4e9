import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isMap, parseAllDocuments } from "yaml";

/**
 * What a folder says that a cluster should have, as text that is the same for the same manifests: comments and a
 * Kustomization's own metadata make no difference. Other files, which a generator may name, count as they are. It stands
 * for what Argo CD compares, which is what kustomize renders.
 */
export async function readManifests(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const files = await Promise.all(
    paths.map(async (path) => [path.slice(folder.length), meaningOf(path, await readFile(path, "utf8"))]),
  );
  return JSON.stringify(files);
}

function meaningOf(path: string, text: string): unknown {
  if (!/\.ya?ml$/.test(path)) return text;
  return parseAllDocuments(text).map((document) => {
    if (isMap(document.contents) && document.get("kind") === "Kustomization") document.delete("metadata");
    const meaning: unknown = document.toJS();
    return meaning;
  });
}

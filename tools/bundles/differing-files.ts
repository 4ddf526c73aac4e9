import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";

/** The files that differ between two folders, by their paths in the folders. */
export function differingFiles(one: string, other: string): readonly string[] {
  const [first, second] = [contentsOf(one), contentsOf(other)];
  const paths = new Set([...first.keys(), ...second.keys()]);
  return [...paths].filter((path) => !isDeepStrictEqual(first.get(path), second.get(path))).sort();
}

/** A folder that does not exist has no files. */
function contentsOf(folder: string): ReadonlyMap<string, Buffer> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The refs below a prefix (`refs/heads/`) with what they point to, in the order of their names: from git's own files. */
export function listRefs(gitDir: string, prefix: string): readonly (readonly [ref: string, oid: string])[] {
  const found = new Map(packed(gitDir).filter(([ref]) => ref.startsWith(prefix)));
  // A loose ref is newer than a packed one of its name.
  for (const [ref, oid] of loose(gitDir, prefix)) found.set(ref, oid);
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function packed(gitDir: string): readonly (readonly [string, string])[] {
  const text = read(join(gitDir, "packed-refs")) ?? "";
  return [...text.matchAll(/^([0-9a-f]{40}) (\S+)$/gm)].map(([, oid = "", ref = ""]) => [ref, oid]);
}

function loose(gitDir: string, prefix: string): readonly (readonly [string, string])[] {
  const folder = join(gitDir, prefix);
  // An empty repository may lack it.
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.flatMap(({ parentPath, name }) => {
    const path = join(parentPath, name);
    // Deleted or being written at this moment.
    const [oid] = /^[0-9a-f]{40}$/m.exec(read(path) ?? "") ?? [];
    return oid === undefined || name.endsWith(".lock") ? [] : [[relative(gitDir, path), oid] as const];
  });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

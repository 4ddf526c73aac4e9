import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Statements that the compiler removes, so that their imports are not bundled. */
const TYPES = /^(?:import|export) type\s[^;]*;/gm;
const CODE_PATH = /["'`]([\w./-]+\.[cm]?[jt]s)["'`]/g;

/**
 * The files of code that come with these: those that they import or start, and theirs in turn, themselves included. A path
 * between quotes counts wherever it is, whether it counts from its own file or from the repository's root: there may be a file too
 * many, and never one too few.
 *
 * @param entries paths from the repository's root, like the returned ones
 */
export function withImports(entries: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    waiting.push(...importsOf(path));
  }
  return [...found].sort();
}

function importsOf(path: string): readonly string[] {
  const text = readFileSync(path, "utf8").replaceAll(TYPES, "");
  return [...text.matchAll(CODE_PATH)]
    .map(([, code = ""]) => (code.startsWith(".") ? relative(".", join(dirname(path), code)) : code))
    .filter((code) => !/(^|\/)(dist|node_modules)\//.test(code) && existsSync(code));
}

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { bundleFolders } from "./folders.ts";
import { withImports } from "./imports.ts";

/** These import nothing that runs a bundle. */
const WITHOUT = /^(lib|sandbox|helm|apps\/release-api)\//;

/**
 * The names of the bundles that tests may run. An action's tests, or the code they import, name the bundles they run; tests
 * of whole repositories may run any.
 *
 * @param tests paths from the repository's root
 */
export function bundlesNeeded(tests: readonly string[]): readonly string[] {
  const names = bundleFolders().map((folder) => basename(folder));
  const running = tests.filter((path) => !WITHOUT.test(path));
  if (running.some((path) => !path.startsWith("actions/"))) return names;
  const text = withImports(running)
    .filter((path) => !WITHOUT.test(path))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
  // As a word alone, `deploy` would be any sentence's.
  return names.filter((name) => new RegExp(`["'\`]${name}["'\`]|\\b(?:actions|apps)/${name}\\b`).test(text));
}

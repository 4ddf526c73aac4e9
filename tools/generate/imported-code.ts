import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Source files that can be reached by imports, with those that they are reached from, each once. */
function importedFiles(roots: readonly string[]): readonly string[] {
  const files = new Set(roots);
  // A set's loop sees what is added to it on the way.
  for (const file of files) {
    for (const [, imported = ""] of readFileSync(file, "utf8").matchAll(/ from "(\.[^"]+\.ts)";$/gm)) {
      files.add(join(dirname(file), imported));
    }
  }
  return [...files];
}

/** The text of all of them. */
export function importedCode(roots: readonly string[]): string {
  return importedFiles(roots)
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
}

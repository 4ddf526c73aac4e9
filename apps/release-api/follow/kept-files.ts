import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** The link to the files that are served. */
const CURRENT = "current";

/** Where a followed file is once its branch has been read. @param path in the repository */
export function keptPath(folder: string, path: string): string {
  return join(folder, CURRENT, path);
}

/**
 * Puts a commit's files in the place of those before, all at once: whoever reads sees the old ones or the new. What was
 * there before that goes.
 * @param commit 40 hex
 * @param files text by path in the repository; what is not there has no file
 */
export function keepFiles(folder: string, commit: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  const kept = join(folder, commit);
  if (!existsSync(kept)) {
    const made = mkdtempSync(join(folder, "new-"));
    for (const [path, text] of files) {
      mkdirSync(dirname(join(made, path)), { recursive: true });
      writeFileSync(join(made, path), text);
    }
    renameSync(made, kept);
  }
  const link = `${mkdtempSync(join(folder, "new-"))}/link`;
  symlinkSync(commit, link);
  renameSync(link, join(folder, CURRENT));
  for (const name of readdirSync(folder)) {
    if (name !== CURRENT && name !== commit) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { differingFiles } from "./differing-files.ts";

const root = mkdtempSync(join(tmpdir(), "differing-files-"));
afterAll(() => rmSync(root, { recursive: true }));

function folder(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return join(root, name);
}

const made = folder("made", { "index.js": "one", "a/b.js": "two", "same.js": "three" });

test("two folders with the same bytes differ in nothing", () => {
  const copy = folder("copy", { "index.js": "one", "a/b.js": "two", "same.js": "three" });
  expect(differingFiles(made, copy)).toEqual([]);
});

test("what was changed, what is missing and what is too much is named", () => {
  const other = folder("other", { "index.js": "One", "same.js": "three", ".more": "" });
  expect(differingFiles(made, other)).toEqual([".more", "a/b.js", "index.js"]);
});

test("a folder that is not there lacks all of them", () => {
  expect(differingFiles(made, join(root, "none"))).toEqual(["a/b.js", "index.js", "same.js"]);
});

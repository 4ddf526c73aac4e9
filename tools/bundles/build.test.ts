import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

/** A repository with the tools of this one, two actions that share a file, and an image's program that does not. */
const root = mkdtempSync(join(tmpdir(), "bundles-"));
afterAll(() => rmSync(root, { recursive: true }));

const TOOLS = ["tools/build.ts", "tools/bundles", "tools/generate", "tsconfig.json", "tsconfig.build.json"];

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeAll(() => {
  for (const path of [...TOOLS, "package.json", "package-lock.json"])
    cpSync(path, join(root, path), { recursive: true });
  symlinkSync(resolve("node_modules"), join(root, "node_modules"));
  write("lib/kinds.ts", "export interface Kind { readonly name: string }\n");
  write(
    "lib/shared.ts",
    'import type { Kind } from "./kinds.ts";\nexport const KIND: Kind = { name: "one" };\n',
  );
  for (const name of ["first", "second"]) {
    write(`actions/${name}/action.yml`, "name: It\n");
    write(
      `actions/${name}/src/main.ts`,
      'import { KIND } from "../../../lib/shared.ts";\nconsole.log(KIND);\n',
    );
  }
  write("apps/action-image/src/main.ts", "console.log(1);\n");
  write("db/db.json", "{}\n");
});

/** What `node tools/build.ts` says it builds, by its lines. */
function build(...args: readonly string[]): {
  readonly status: number | null;
  readonly said: readonly string[];
} {
  const { status, stderr } = spawnSync(process.execPath, ["tools/build.ts", ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, said: stderr.split("\n").filter((line) => line !== "") };
}

const building = (...folders: readonly string[]) => ({
  status: 0,
  said: folders.map(
    (folder, index) =>
      `Building ${folder}/dist from its changed sources (${index + 1} of ${folders.length}) …`,
  ),
});
const bundle = (folder: string) => readFileSync(join(root, folder, "dist/index.js"), "utf8");

test("what has no bundle is built, and what has not changed since is left", () => {
  expect(build("--changed")).toEqual(building("actions/first", "actions/second", "apps/action-image"));
  expect(build("--changed")).toEqual(building());
});

test("a shared file's change builds the bundles that it comes into, and of those the ones that are asked for", () => {
  write(
    "lib/shared.ts",
    'import type { Kind } from "./kinds.ts";\nexport const KIND: Kind = { name: "two" };\n',
  );
  expect(build("--changed", "first")).toEqual(building("actions/first"));
  expect(bundle("actions/first")).toContain('"two"');
  expect(bundle("actions/second")).toContain('"one"');
  expect(build("--changed")).toEqual(building("actions/second"));
  expect(bundle("actions/second")).toContain('"two"');
});

test("types, data and development's packages come into no bundle", () => {
  write("lib/kinds.ts", "export interface Kind { readonly name: string; readonly more?: string }\n");
  write("db/db.json", '{ "version": 1 }\n');
  changeLock("node_modules/jest");
  expect(build("--changed")).toEqual(building());
});

test.each(["node_modules/@actions/core", "node_modules/@vercel/ncc"])(
  "%s comes into every bundle",
  (path) => {
    changeLock(path);
    expect(build("--changed", "first")).toEqual(building("actions/first"));
  },
);

function changeLock(path: string): void {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Record<string, { version: string }>;
  };
  const locked = lock.packages[path];
  if (locked === undefined) throw new Error(`package-lock.json has no ${path}`);
  locked.version += "-changed";
  write("package-lock.json", JSON.stringify(lock));
}

test("a bundle whose bytes were changed by hand is named by --check, and built anew, as one without its digest is", () => {
  write("actions/first/dist/index.js", "console.log();\n");
  write("actions/second/dist/sources.sha256", "0\n");
  expect(build("--check", "first", "second")).toEqual({
    status: 1,
    said: [
      "Checking the types …",
      "Comparing actions/first/dist with its sources (1 of 2) …",
      "actions/first/dist does not match its sources: index.js",
      "Comparing actions/second/dist with its sources (2 of 2) …",
      "actions/second/dist does not match its sources: sources.sha256",
    ],
  });
  expect(build("--changed", "first", "second")).toEqual(building("actions/first", "actions/second"));
  expect(bundle("actions/first")).toContain('"two"');
});

test("a bundle that is asked for is built although nothing has changed, and what is done is said", () => {
  expect(build("second", "action-image")).toEqual({
    status: 0,
    said: [
      "Checking the types …",
      "Building actions/second/dist (1 of 2) …",
      "Building apps/action-image/dist (2 of 2) …",
    ],
  });
});

test.each([
  [["third"], "There is no bundle third: use first, second, action-image."],
  [["--change"], "There is no option --change: use --changed or --check."],
])("%j is refused", (args, message) => {
  expect(build(...args)).toEqual({ status: 2, said: [message] });
});

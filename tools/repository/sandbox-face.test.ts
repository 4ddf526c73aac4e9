import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "@jest/globals";

const NAME = "@release-channels/sandbox";

/** What a file imports or exports from, including dynamic imports. */
function importsOf(text: string): readonly string[] {
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*|\bresolve\(\s*)["']([\w@./:-]+)["']/g);
  return [...found].map(([, name = ""]) => name);
}

/** Imports with the file that contains them: relative ones by the path from the top, packages by name. */
const allImports = globSync("{actions,apps,helm,lib,sandbox,scripts,tools}/**/*.{ts,js,mjs}", {
  exclude: (path) => /(?:^|\/)(?:node_modules|dist)$/.test(path),
}).flatMap((file) =>
  importsOf(readFileSync(file, "utf8")).map((name) => ({
    file,
    name: name.startsWith(".") ? normalize(join(dirname(file), name)) : name,
  })),
);
const isInside = ({ file }: { readonly file: string }): boolean => file.startsWith("sandbox/");
const line = ({ file, name }: { readonly file: string; readonly name: string }): string =>
  `${file} imports ${name}`;

describe("imports are found", () => {
  test.each([
    ['import { a } from "./a.ts";', "./a.ts"],
    ["import { a }\n  from './a.ts';", "./a.ts"],
    ['import "./a.ts";', "./a.ts"],
    ['export * from "./a.ts";', "./a.ts"],
    ['const a = await import("./a.ts");', "./a.ts"],
    ['type A = typeof import("./a.ts");', "./a.ts"],
    ['import.meta.resolve("./a.ts");', "./a.ts"],
  ])("%s", (text, name) => {
    expect(importsOf(text)).toEqual([name]);
  });

  test("from inside and from outside", () => {
    expect(allImports.filter(isInside).map(line)).toContain(
      "sandbox/index.ts imports sandbox/github/start.ts",
    );
    expect(allImports.map(line)).toContain(`tools/demo/world.ts imports ${NAME}`);
  });
});

describe("the sandbox", () => {
  test("has one entry point: nobody outside imports anything else", () => {
    const deep = allImports
      .filter((entry) => !isInside(entry))
      .filter(({ name }) => name.startsWith("sandbox/") || name.startsWith(`${NAME}/`));
    expect(deep.map(line)).toEqual([]);
  });

  test("exports nothing else to Node", () => {
    const resolve = (name: string): string =>
      execFileSync(
        process.execPath,
        ["--input-type=module", "--eval", `console.log(import.meta.resolve(${JSON.stringify(name)}))`],
        { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
      );
    expect(resolve(NAME)).toMatch(/\/sandbox\/index\.ts$/m);
    expect(() => resolve(`${NAME}/github/start.ts`)).toThrow("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  test("imports nothing that it tests", () => {
    const foreign = allImports
      .filter(isInside)
      .filter(({ name }) => /^(?:\.\.|actions|apps|helm|lib|scripts|tools)\//.test(name) || name === NAME);
    expect(foreign.map(line)).toEqual([]);
  });

  test("lists what it imports in its own package.json, and nothing else", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync("sandbox/package.json", "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>;
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const used = (files: (file: string) => boolean): readonly string[] => {
      const names = allImports
        .filter((entry) => isInside(entry) && files(entry.file))
        .map(({ name }) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? "")
        .filter((name) => name !== "sandbox" && !name.startsWith("node:") && !builtinModules.includes(name));
      return [...new Set(names)].sort();
    };
    // What the tests of answers share is loaded with a test alone.
    const isTest = (file: string): boolean => /\.test\.ts$|\/openapi\/answers\//.test(file);
    const shipped = used((file) => !isTest(file));
    expect(Object.keys(dependencies)).toEqual(shipped);
    expect(Object.keys(devDependencies)).toEqual(used(isTest).filter((name) => !shipped.includes(name)));
  });
});

import { expect, test } from "@jest/globals";
import { bundledPackages, bundleProblems } from "./bundled.ts";

const known = new Set(["@acme/one", "two"]);
const text = (license: string) =>
  `@acme/one\nMIT\nMIT License\n\ntwo words in a license\n\n\ntwo\n${license}\nThe text of\ntwo\n`;

test("packages are told from the lines of licenses", () => {
  expect(bundledPackages(text("ISC"), known)).toEqual([
    { name: "@acme/one", license: "MIT" },
    { name: "two", license: "ISC" },
  ]);
});

const problems = (licenses: string | undefined, bundle = "") =>
  bundleProblems("dist", { bundle, licenses }, known);

test.each(["GPL-3.0-only", "UNLICENSED", "SEE LICENSE IN LICENSE.md", ""])("%p is refused", (license) => {
  expect(problems(text(license))).toEqual([
    expect.stringContaining(`dist/licenses.txt: two is licensed "${license}". Allowed are 0BSD, Apache-2.0,`),
  ]);
});

test("what is allowed is no problem, and nothing at all is one", () => {
  expect(problems(text("Apache-2.0"))).toEqual([]);
  expect(problems("")).toEqual(["dist/licenses.txt names no package."]);
});

test("a bundle needs no licenses.txt unless it has packages in it", () => {
  expect(problems(undefined, ";// CONCATENATED MODULE: ./build/container/src/stage.js")).toEqual([]);
  expect(problems(undefined, "// EXTERNAL MODULE: ./node_modules/two/index.js")).toEqual([
    "dist has packages in it and no licenses.txt: run npm run build.",
  ]);
});

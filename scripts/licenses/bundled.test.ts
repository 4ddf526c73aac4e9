import { expect, test } from "@jest/globals";
import { bundledPackages, licenseProblems } from "./bundled.ts";

const known = new Set(["@acme/one", "two"]);
const text = (license: string) =>
  `@acme/one\nMIT\nMIT License\n\ntwo words in a license\n\n\ntwo\n${license}\nThe text of\ntwo\n`;

test("packages are told from the lines of licenses", () => {
  expect(bundledPackages(text("ISC"), known)).toEqual([
    { name: "@acme/one", license: "MIT" },
    { name: "two", license: "ISC" },
  ]);
});

test.each(["GPL-3.0-only", "UNLICENSED", "SEE LICENSE IN LICENSE.md", ""])("%p is refused", (license) => {
  expect(licenseProblems("dist/licenses.txt", text(license), known)).toEqual([
    expect.stringContaining(`dist/licenses.txt: two is licensed "${license}". Allowed are 0BSD, Apache-2.0,`),
  ]);
});

test("what is allowed is no problem, and nothing at all is one", () => {
  expect(licenseProblems("dist/licenses.txt", text("Apache-2.0"), known)).toEqual([]);
  expect(licenseProblems("dist/licenses.txt", "", known)).toEqual(["dist/licenses.txt names no package."]);
});

import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { pages } from "./pages.ts";

test("the README's first step has five lines after its name", () => {
  const [step] = pages
    .filter(({ path }) => path === "README.md")
    .flatMap(({ blocks }) => blocks.filter(({ language }) => language === "yaml"));
  expect(step?.text.trim().split("\n")).toHaveLength(5);
});

test("the folders that CONTRIBUTING names exist", () => {
  const text = readFileSync("CONTRIBUTING.md", "utf8");
  const folders = [...text.matchAll(/^\| `([a-z-]+\/[a-z-]*)(?:<name>\/)?`/gm)].map(([, path = ""]) => path);
  expect(folders.filter((path) => !existsSync(path))).toEqual([]);
  expect(folders.length).toBeGreaterThan(5);
});

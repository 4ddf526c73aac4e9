import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { pages } from "./pages.ts";

const anchorsOf = new Map(pages.map(({ path, anchors }) => [path, anchors]));
const own = (links: readonly string[]) => links.filter((link) => !/^[a-z]+:/i.test(link));

/** Why a link of a page leads nowhere. */
function problem(page: string, link: string): string | undefined {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : normalize(join(dirname(page), path));
  if (!existsSync(target)) return `${link}: there is no ${target}`;
  if (anchor === undefined || anchorsOf.get(target)?.has(anchor) === true) return undefined;
  return `${link}: ${target} has no such heading`;
}

test("a wrong link is reported", () => {
  expect(problem("docs/policy.md", "no-such.md")).toContain("there is no docs/no-such.md");
  expect(problem("docs/policy.md", "#no-such")).toContain("no such heading");
  expect(problem("docs/policy.md", "#before-it-lands")).toBeUndefined();
});

describe.each(pages.map((page) => [page.path, page] as const))("%s", (path, { links }) => {
  test("links lead somewhere", () => {
    expect(own(links).flatMap((link) => problem(path, link) ?? [])).toEqual([]);
  });
});

test("every guide is reachable from the README", () => {
  const reached = new Set(["README.md"]);
  // A set's loop sees what is added to it on the way.
  for (const path of reached) {
    const { links } = pages.find((page) => page.path === path) ?? { links: [] };
    for (const link of own(links)) reached.add(normalize(join(dirname(path), link.split("#")[0] ?? "")));
  }
  expect(pages.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});

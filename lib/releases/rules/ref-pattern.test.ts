import { spawnSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isLegalRef, matchesNothing, matchesRef } from "./ref-pattern.ts";

test.each([
  ["refs/heads/main", "main", true],
  ["refs/heads/main", "refs/heads/main", true],
  ["refs/heads/main2", "main", false],
  ["refs/tags/main", "main", false],
  ["refs/heads/release/v1", "release/*", true],
  ["refs/heads/release/v1/rc", "release/*", false],
  ["refs/heads/release/v1/rc", "release/**", true],
  ["refs/tags/v1.2.3", "refs/tags/v*", true],
  ["refs/tags/app/v1", "refs/tags/**", true],
  ["refs/pull/7/merge", "**", false],
  ["refs/heads/!main", "!main", true],
  ["refs/heads/other", "!main", false],
  ["refs/heads/{a,b}", "{a,b}", true],
  ["refs/heads/a", "{a,b}", false],
])("%s against %s: %s", (ref, pattern, expected) => {
  expect(matchesRef(ref, pattern)).toBe(expected);
});

describe("a ref that git refuses fits nothing, however it could be folded:", () => {
  test.each([
    ["refs/heads//main", "main"],
    ["refs/heads/main/", "main"],
    ["refs/heads/./main", "main"],
    ["refs/heads/x/../main", "main"],
    ["refs/tags/../heads/main", "main"],
    ["refs/heads/main/.", "main"],
    ["refs/tags/.hidden", "refs/tags/*"],
    ["refs/heads/main.lock", "*"],
    ["refs/heads/a..b", "**"],
    ["refs/heads/a@{1}", "**"],
    ["refs/heads/a\\b", "**"],
    ["refs/heads/[m]ain", "**"],
    ["refs/heads/*", "**"],
  ])("%s against %s", (ref, pattern) => {
    expect(matchesRef(ref, pattern)).toBe(false);
  });
});

/** All texts of up to three of these, behind `refs/heads/`: what git's rules are about, and what they are not. */
const PIECES = [
  "a",
  "/",
  ".",
  "..",
  "@",
  "{",
  "~",
  "^",
  ":",
  "?",
  "*",
  "[",
  "\\",
  " ",
  ".lock",
  "-",
  "\u007f",
  "\t",
];

test("what is legal is what git says is", () => {
  const tails = PIECES.flatMap((one) => [
    one,
    ...PIECES.flatMap((two) => [one + two, ...["a", "/", ".lock", "{"].map((three) => one + two + three)]),
  ]);
  const refs = ["@", "refs", ...tails.map((tail) => `refs/heads/${tail}`)];
  // One process for all: git's answer to each is its exit code.
  const script = 'while IFS= read -r ref; do git check-ref-format "$ref" && echo yes || echo no; done';
  const { stdout } = spawnSync("sh", ["-c", script], { input: `${refs.join("\n")}\n`, encoding: "utf8" });
  const answers = stdout.trim().split("\n");
  expect(answers).toHaveLength(refs.length);
  const wrong = refs.filter((ref, index) => isLegalRef(ref) !== (answers[index] === "yes"));
  expect(wrong).toEqual([]);
});

describe("a pattern that nothing can match", () => {
  test.each([
    "a..b",
    "a//b",
    "/main",
    "main/",
    "main.lock",
    "release/*.lock",
    ".hidden",
    "a~1",
    "a\\*b",
    "v[1",
    "v[1\\]",
    "v[]",
    "refs/head/main",
    "refs/Heads/main",
    "refs/heads",
  ])("is %s", (pattern) => {
    expect(matchesNothing(pattern)).toBe(true);
  });

  test.each([
    "main",
    "**",
    "*",
    "release/*",
    "refs/tags/v*",
    "refs/**",
    "refs/*/v1",
    "v[0-9]?",
    "v[]0-9]",
    "v[\\]0-9]",
    "v\\]",
    "ma\\in",
    "refs/pull/*/merge",
  ])("is not %s", (pattern) => {
    expect(matchesNothing(pattern)).toBe(false);
  });

  test.each(["/?", "release//*", "a/../main", "./main"])("fits none by folding: %s", (pattern) => {
    for (const name of ["!", "release/a", "main"])
      expect(matchesRef(`refs/heads/${name}`, pattern)).toBe(false);
  });

  test("fits no ref", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ unit: fc.constantFrom("a", "b", ".", "/", "*", "?", "[", "]", "\\") }),
        (name, pattern) => {
          fc.pre(matchesNothing(pattern));
          expect(matchesRef(`refs/heads/${name}`, pattern)).toBe(false);
          expect(matchesRef(`refs/heads/${pattern.replaceAll(/[*?[\]\\]/g, "a")}`, pattern)).toBe(false);
        },
      ),
    );
  });
});

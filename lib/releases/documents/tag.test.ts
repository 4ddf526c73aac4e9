import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { tagForBranch } from "./tag.ts";

const SHA = "1a2b3c4d".repeat(5);
const withSha = (branch: string): string => `${branch}-${SHA}`;

describe("a tag with a branch", () => {
  test.each([
    ["main", "main"],
    ["feature/x", "feature-x"],
    ["release/v1+2", "release-v1-2"],
    [".hidden", "hidden"],
    ["feature/über//alles", "feature-ber-alles"],
  ])("%s holds %s", (name, branch) => {
    expect(tagForBranch(name, withSha)).toEqual({ tag: `${branch}-${SHA}`, branch, isShortened: false });
  });

  test.each([
    // 128 characters are allowed: 87, a dash and a sha of 40, or 120, a dash and 7 digits.
    [87, 40, false],
    [88, 40, true],
    [114, 7, false],
    [120, 7, false],
    [121, 7, true],
    [250, 40, true],
  ])("a branch of %i letters beside %i digits is shortened: %s", (letters, digits, isShortened) => {
    const name = "b".repeat(letters);
    const id = SHA.slice(0, digits);
    const made = tagForBranch(name, (branch) => `${branch}-${id}`);
    expect(made.isShortened).toBe(isShortened);
    expect(made.tag).toBe(`${"b".repeat(Math.min(letters, 127 - digits))}-${id}`);
  });

  test("that holds it twice is shortened in both places alike", () => {
    const { tag, branch } = tagForBranch("b".repeat(70), (name) => `${name}_${name}-${SHA.slice(0, 7)}`);
    expect(tag).toBe(`${branch}_${branch}-1a2b3c4`);
    expect(tag.length).toBeGreaterThan(126);
    expect(tag.length).toBeLessThanOrEqual(128);
  });

  test.each([
    ["that does not hold it", () => "x".repeat(130)],
    ["whose other parts alone are too long", (branch: string) => branch + "x".repeat(130)],
  ])("%s stays too long, for the schema to refuse", (_what, makeTag: (branch: string) => string) => {
    expect(tagForBranch("main", makeTag)).toEqual({
      tag: makeTag("main"),
      branch: "main",
      isShortened: false,
    });
  });

  test("never loses a digit of the sha, and no more of the branch than it must", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."abz09/.-_ü"), minLength: 1, maxLength: 255 });
    fc.assert(
      fc.property(letters, fc.constantFrom(7, 12, 40), (name, digits) => {
        const id = SHA.slice(0, digits);
        const { tag, branch, isShortened } = tagForBranch(name, (part) => `${part}-${id}`);
        expect(tag).toBe(`${branch}-${id}`);
        expect(tag.length).toBeLessThanOrEqual(128);
        if (isShortened) expect(tag.length).toBe(128);
      }),
    );
  });
});

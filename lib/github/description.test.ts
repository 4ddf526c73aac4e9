import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { shortDescription } from "./description.ts";

const WORDS = "twelve words ".repeat(20);

describe("a description", () => {
  test.each([
    ["stays as it is", "All is well", "All is well"],
    ["of 140 characters stays", "x".repeat(140), "x".repeat(140)],
    ["is one line", " two\r\n\tlines\u0000 ", "two lines"],
    ["is cut at a word", WORDS, `${"twelve words ".repeat(10)}twelve…`],
    ["without words is cut where it must be", "x".repeat(141), `${"x".repeat(139)}…`],
    ["with one short word first is not cut there", `a ${"x".repeat(200)}`, `a ${"x".repeat(137)}…`],
    ["of 140 emoji stays", "🚀".repeat(140), "🚀".repeat(140)],
    ["keeps no half of an emoji", "👩‍🚀".repeat(60), `${"👩‍🚀".repeat(46)}…`],
    ["ends in no comma before the dots", `${"x".repeat(120)}, ${"y".repeat(40)}`, `${"x".repeat(120)}…`],
    ["is empty when it was", "", ""],
  ])("%s", (_name, text, expected) => {
    expect(shortDescription(text)).toBe(expected);
  });

  test("is always one that GitHub takes, and short already", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        const short = shortDescription(text);
        expect([...short].length).toBeLessThanOrEqual(140);
        expect(short).not.toMatch(/[\n\r]/);
        expect(shortDescription(short)).toBe(short);
      }),
    );
  });
});

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { shortDescription } from "./description.ts";

const words = (count: number): string => Array.from({ length: count }, (_, n) => `word${n % 10}`).join(" ");

describe("a description", () => {
  test.each([
    ["that is short", "Release data prepared", "Release data prepared"],
    ["of several lines", "One\r\n\ttwo\n\nthree\u0000\n", "One two three"],
    ["with emoji above U+FFFF", "d517328 - 🐛 nil:NilClass 👩‍👩‍👧", "d517328 - nil:NilClass"],
    ["with flags and skin colours", "🇩🇪 ok 👍🏽", "ok"],
    ["with signs below", "✅ Fine – größer ≥ 1 ✔️", "✅ Fine – größer ≥ 1 ✔️"],
    ["of emoji alone", "🎉🎉", ""],
    ["of 140 characters", "x".repeat(140), "x".repeat(140)],
    ["of one long word", "x".repeat(500), `${"x".repeat(139)}…`],
    ["of a word and a long one", `see ${"x".repeat(500)}`, `see ${"x".repeat(135)}…`],
    ["of 500 characters", words(84), `${words(23)}…`],
    ["that could just end with a word", `${words(23)}  x`, `${words(23)} x`],
    ["whose accents are letters of their own", "e\u0301".repeat(100), `${"e\u0301".repeat(69)}…`],
  ])("%s", (_name, text, short) => {
    expect(shortDescription(text)).toBe(short);
  });

  const part = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(" ", "\n", "wörter", "🐛"));
  const said = fc.array(part).map((parts) => parts.join(""));

  test("is always one that GitHub takes", () => {
    fc.assert(
      fc.property(said, (text) => {
        const short = shortDescription(text);
        expect(short.length).toBeLessThanOrEqual(140);
        expect(short).not.toMatch(/[\ud800-\udfff]|\p{Cc}|^\s|\s$/u);
        expect(shortDescription(short)).toBe(short);
      }),
    );
  });

  test("is the beginning of what was said", () => {
    const plain = fc
      .array(fc.constantFrom("wörter", "und", "x".repeat(90), " "))
      .map((parts) => parts.join(" "));
    fc.assert(
      fc.property(plain, (text) => {
        const line = text.replaceAll(/\s+/g, " ").trim();
        const short = shortDescription(text);
        expect(line.startsWith(short.replace(/…$/, ""))).toBe(true);
        expect(short === line).toBe(line.length <= 140);
      }),
    );
  });
});

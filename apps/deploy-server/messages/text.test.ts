import { expect, test } from "@jest/globals";
import { cut, cutMarkup, escaped, lengthText, wholeLines } from "./text.ts";

test("what is cut says so, and never exceeds its length", () => {
  expect(cut("abc", 3)).toBe("abc");
  expect(cut("ab  cd", 5)).toBe("ab…");
  expect(cutMarkup(escaped("aaa<<<"), 8)).toBe("aaa&lt;…");
  expect(cutMarkup(escaped("aaa<<<"), 10)).toBe("aaa&lt;…");
  expect(cutMarkup("R&D, and more", 5)).toBe("R&D,…");
});

test("an answer ends with a whole line, and counts the rest", () => {
  const lines = Array.from({ length: 100 }, (_, index) => `${index} ${"x".repeat(200)}`);
  const answer = wholeLines(lines).split("\n");
  expect(answer.slice(0, -1)).toEqual(lines.slice(0, answer.length - 1));
  expect(answer.at(-1)).toBe(`and ${100 - (answer.length - 1)} more`);
  expect(wholeLines(["one", "two"])).toBe("one\ntwo");
});

test.each([
  [-5, "0:00"],
  [65_000, "1:05"],
  [3_599_400, "59:59"],
  [3_600_000, "1 h 0 min"],
  [47 * 3_600_000, "47 h 0 min"],
  [48 * 3_600_000, "2 days"],
])("%d ms are %s", (ms, text) => {
  expect(lengthText(ms)).toBe(text);
});

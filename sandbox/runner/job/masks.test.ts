import { expect, test } from "@jest/globals";
import { Masks } from "./masks.ts";

const masksOf = (...values: readonly string[]): Masks => {
  const masks = new Masks();
  for (const value of values) masks.add(value);
  return masks;
};

test.each([
  [["secret"], "a secret, secret", "a ***, ***"],
  [["abc", "bcd"], "xabcdx", "x***x"],
  [["ab", "cd"], "abcd", "***"],
  [["one\ntwo"], "line one, line two", "line ***, line ***"],
  [["a.b"], "axb a.b", "axb ***"],
  [["", "  "], "nothing", "nothing"],
  [['pass"word'], 'pass\\"word', "***"],
  [["pass/word"], "pass%2Fword", "***"],
])("%j hides in %s", (values, text, expected) => {
  expect(masksOf(...values).hide(text)).toBe(expected);
});

test("base64 hides at every offset", () => {
  const masks = masksOf("correct-horse");
  for (const before of ["", "x", "xy"]) {
    const text = Buffer.from(`${before}:correct-horse:after`).toString("base64");
    expect(masks.hide(text)).toContain("***");
  }
});

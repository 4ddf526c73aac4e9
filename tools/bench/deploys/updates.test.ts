import { expect, test } from "@jest/globals";
import { behind, mostInAMinute, type Update } from "./updates.ts";

const update = (ts: string, at: number, more: Partial<Update> = {}): Update => ({
  ts,
  at,
  isFinal: false,
  status: 200,
  ...more,
});

test("the most in a minute are those of the fullest one, wherever it begins", () => {
  const at = (seconds: number) => ({ at: seconds * 1000 });
  expect(mostInAMinute([])).toBe(0);
  expect(mostInAMinute([0, 30, 59, 60, 89.9, 119].map(at))).toBe(4);
  expect(mostInAMinute([0, 60, 120].map(at))).toBe(1);
});

test.each([
  ["told at once", [update("a", 100, { isFinal: true })], 0],
  // It was on its way already.
  ["told after one that was on its way", [update("b", 500), update("a", 5_000, { isFinal: true })], 0],
  [
    "behind one of its own and one of another's",
    [update("a", 2_000), update("b", 3_000), update("a", 5_000, { isFinal: true }), update("b", 6_000)],
    2,
  ],
  [
    "behind one, though it was tried before",
    [
      update("a", 100, { isFinal: true, status: 429 }),
      update("b", 3_000),
      update("a", 5_000, { isFinal: true }),
    ],
    1,
  ],
  ["never told", [update("b", 3_000), update("c", 9_000)], 2],
  [
    "behind another's end alone",
    [update("b", 3_000, { isFinal: true }), update("a", 5_000, { isFinal: true })],
    0,
  ],
])("an end at 0 that is %s", (_what, updates, count) => {
  expect(behind(updates, [{ ts: "a", at: 0 }])).toBe(count);
});

import { expect, test } from "@jest/globals";
import { median, middleOf, promiseRow } from "./promise.ts";

test.each([
  [
    { what: "p99", ours: 12, beside: 4, atMost: 3 },
    { ours: 12, beside: 4, ratio: 3, promised: "≤ 3", holds: "yes" },
  ],
  [
    { what: "p99", ours: 12.1, beside: 4, atMost: 3 },
    { ratio: 3.02, holds: "no" },
  ],
  [
    { what: "rate", ours: 600, beside: 1000, atLeast: 0.6 },
    { ratio: 0.6, promised: "≥ 0.6", holds: "yes" },
  ],
  [{ what: "rate", ours: 599, beside: 1000, atLeast: 0.6 }, { holds: "no" }],
  [
    { what: "requests", ours: 10, atMost: 10 },
    { beside: "", ratio: "", holds: "yes" },
  ],
  [{ what: "requests", ours: 11, atMost: 10 }, { holds: "no" }],
])("%j", (figure, row) => {
  expect(promiseRow(figure)).toMatchObject(row);
});

test("the median is the middle one", () => {
  expect([median([9, 1, 5]), median([4])]).toEqual([5, 4]);
});

test("of pairs, the one with the middle ratio counts, however large its figures are", () => {
  const [slow, middle, fast] = [
    { ours: 90, beside: 300 },
    { ours: 6, beside: 10 },
    { ours: 40, beside: 50 },
  ];
  expect(middleOf([fast, slow, middle])).toBe(middle);
  expect(() => middleOf([])).toThrow("nothing was measured");
});

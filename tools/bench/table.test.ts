import { expect, test } from "@jest/globals";
import { idealMs, percentile } from "./burst/figures.ts";
import { table } from "./table.ts";

test("a table aligns numbers to the right", () => {
  expect(
    table([
      { strategy: "a", landed: 7 },
      { strategy: "longer", landed: 100 },
    ]),
  ).toBe(["strategy  landed", "a              7", "longer       100"].join("\n"));
});

test("percentiles are the value that so many do not exceed", () => {
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([percentile(sorted, 50), percentile(sorted, 95), percentile([], 50)]).toEqual([50, 95, 0]);
});

test.each([
  [100, undefined, 20_000],
  [80, 80, 16_000],
  [100, 80, 64_000],
  [300, 80, 192_000],
])("%i writes of 200 ms with %s a minute take at least %i ms", (writes, perMinute, expected) => {
  expect(idealMs(writes, 200, perMinute)).toBe(expected);
});

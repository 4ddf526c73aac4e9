import { expect, test } from "@jest/globals";
import { inSeries } from "./click.ts";

test.each([
  [[], 0],
  [[5], 1],
  // Three at once, and one that waits for them.
  [[0, 1, 2, 100], 2],
  // The second began before the first was answered.
  [[0, 60, 120, 250], 3],
  [[300, 0, 150], 3],
])("of requests that began at %j, %i are in series", (begun, count) => {
  expect(inSeries(begun)).toBe(count);
});

import { expect, test } from "@jest/globals";
import { inSeries } from "./click.ts";

test.each([
  [[], 0],
  [[100], 1],
  // Three at once, and one that waits for them.
  [[100, 101, 102, 205], 2],
  // The second was held back while the first still was.
  [[100, 160, 210], 2],
  // Two within a third one, which waits for them.
  [[100, 310, 205], 3],
  // Machines take a while beside.
  [[400, 100, 250], 3],
])("of answers at %j, %i were held back one after the other", (answered, count) => {
  expect(inSeries(answered)).toBe(count);
});

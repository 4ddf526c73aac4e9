import { beforeEach, expect, test } from "@jest/globals";
import { Rush } from "./rush.ts";

let now: number;
let slept: number;
/** What comes while work waits, by each look. */
let meanwhile: () => void;
let rush: Rush;
beforeEach(() => {
  now = 0;
  slept = 0;
  meanwhile = () => undefined;
  rush = new Rush({
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      slept += ms;
      meanwhile();
    },
  });
});

/** So many come, one each so many milliseconds. */
function come(count: number, everyMs: number): void {
  for (let one = 0; one < count; one += 1) {
    now += everyMs;
    rush.note();
  }
}

test.each([
  ["nothing", 0, 1],
  ["a hundred a second", 300, 10],
  ["fewer than make a rush", 59, 0],
])("work does not wait for %s", async (_what, count, everyMs) => {
  come(count, everyMs);
  await rush.giveWay();
  expect(slept).toBe(0);
});

test("work waits until a rush is over, and begins at once after it", async () => {
  come(100, 1);
  await rush.giveWay();
  // The first of the newest sixty came 59 ms before the last one.
  expect(slept).toBe(150);
  await rush.giveWay();
  expect(slept).toBe(150);
});

test("work waits for two seconds at the most, and is then done for as long, while it does not end", async () => {
  meanwhile = () => come(100, 0);
  come(100, 1);
  await rush.giveWay();
  expect(slept).toBe(2_000);
  now += 1_999;
  come(100, 0);
  await rush.giveWay();
  expect(slept).toBe(2_000);
  now += 1;
  come(100, 0);
  await rush.giveWay();
  expect(slept).toBe(4_000);
});

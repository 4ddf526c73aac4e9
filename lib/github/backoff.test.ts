import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { backoff } from "./backoff.ts";

test("without a queue, waits are drawn from a window that doubles, up to a quarter of a minute", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const wait = backoff(attempt, random);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(15_000, 250 * 2 ** (attempt - 1)));
      },
    ),
  );
});

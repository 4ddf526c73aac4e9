import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { backoff, Pace } from "./pace.ts";

const seen = { commits: 100, at: 0 };

describe("a writer in a queue", () => {
  test("waits a slot for each one ahead, and not at all when it is first", () => {
    expect(new Pace({ ahead: 0, length: 9 }, seen).firstWait).toBe(0);
    const one = new Pace({ ahead: 1, length: 9 }, seen).firstWait;
    expect(one).toBeGreaterThan(0);
    expect(new Pace({ ahead: 8, length: 9 }, seen).firstWait).toBe(8 * one);
  });

  test("writes when the branch has come near its turn, or past it", () => {
    expect(new Pace({ ahead: 20, length: 30 }, seen).waitAt({ commits: 120, at: 7000 })).toBe(0);
    expect(new Pace({ ahead: 20, length: 30 }, seen).waitAt({ commits: 117, at: 7000 })).toBe(0);
    expect(new Pace({ ahead: 20, length: 30 }, seen).waitAt({ commits: 150, at: 7000 })).toBe(0);
  });

  test("waits longer the more the branch lags, and the slower it goes", () => {
    const wait = (commits: number, at: number): number =>
      new Pace({ ahead: 40, length: 50 }, seen).waitAt({ commits, at });
    expect(wait(110, 6000)).toBeGreaterThan(wait(120, 12_000));
    expect(wait(120, 12_000)).toBeGreaterThan(wait(120, 7000));
  });

  test("does not wait for ever for runs that never commit", () => {
    const pace = new Pace({ ahead: 10, length: 11 }, seen);
    const waits = [1, 2, 3].map((look) => pace.waitAt({ commits: 100, at: look * 60_000 }));
    expect(waits[0]).toBeGreaterThan(0);
    expect(waits.at(-1)).toBe(0);
  });

  test("draws from more slots with each conflict, but not from more than are left", () => {
    const pace = new Pace({ ahead: 0, length: 6 }, seen);
    const widest = [1, 2, 3, 4].map(() => pace.conflictWait(1));
    expect(widest[1]).toBeGreaterThan(widest[0]!);
    expect(widest[3]).toBe(widest[2]);
    expect(pace.conflictWait(0)).toBe(0);
  });
});

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

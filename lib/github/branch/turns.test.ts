import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { Turns } from "./turns.ts";

const START = 1_795_000_000_000;
/** What a read shows. */
const seen = (ahead: readonly number[], at: number, { commits = 100, took = 200, unlisted = 0 } = {}) => ({
  ahead,
  unlisted,
  commits,
  at: START + at,
  took,
});

describe("a run", () => {
  test("with nobody ahead may write at once", () => {
    const turns = new Turns();
    turns.saw(seen([], 0));
    expect(turns.ahead).toBe(0);
  });

  test("that is next looks again at once, and the one behind it half a turn later", () => {
    const turns = new Turns();
    for (const at of [0, 200, 400]) {
      turns.saw(seen([4], at));
      expect([turns.isNear, turns.lookAt]).toEqual([true, START + at]);
    }
    const behind = new Turns();
    for (const at of [0, 200]) behind.saw(seen([3, 4], at));
    expect([behind.isNear, behind.lookAt]).toEqual([true, START + 200 + 0.5 * 1.2 * 200]);
  });

  /** How long it waits after these looks, in milliseconds: each [how many are ahead, when, commits, took]. */
  const waitAfter = (...looks: readonly (readonly [number, number, number, number])[]): number => {
    const turns = new Turns();
    for (const [ahead, at, commits, took] of looks)
      turns.saw(
        seen(
          Array.from({ length: ahead }, (_, index) => index),
          at,
          { commits, took },
        ),
      );
    return turns.lookAt - START - (looks.at(-1)?.[1] ?? 0);
  };

  test("waits in proportion to those ahead, listed or not, and to how long GitHub takes", () => {
    expect(waitAfter([51, 0, 100, 100])).toBeCloseTo(49.5 * 1.2 * 100);
    expect(waitAfter([11, 0, 100, 100])).toBeCloseTo(9.5 * 1.2 * 100);
    expect(waitAfter([11, 0, 100, 50])).toBeCloseTo(9.5 * 1.2 * 50);
    const turns = new Turns();
    turns.saw(seen([4], 0, { took: 100, unlisted: 50 }));
    expect(turns.lookAt - START).toBeCloseTo(49.5 * 1.2 * 100);
  });

  test("does not believe the first answer that GitHub takes long: others may have asked at the same time", () => {
    expect(waitAfter([11, 0, 100, 8_000])).toBeCloseTo(9.5 * 250);
  });

  test("waits as the branch moves, where that is faster than GitHub answers this run", () => {
    expect(waitAfter([31, 0, 100, 8_000], [21, 10_000, 110, 3_000])).toBeCloseTo(19.5 * 0.8 * 1_000);
    expect(waitAfter([21, 0, 100, 8_000], [20, 10_000, 101, 200])).toBeCloseTo(18.5 * 1.2 * 200);
    // The branch stands still, or was reset.
    expect(waitAfter([8, 0, 100, 200], [8, 1_000, 100, 200])).toBeCloseTo(6.5 * 1.2 * 200);
    expect(waitAfter([8, 0, 100, 200], [8, 1_000, 90, 200])).toBeCloseTo(6.5 * 1.2 * 200);
  });

  test("plans no further ahead than twice as far as it has been looking", () => {
    expect(waitAfter([91, 0, 100, 8_000], [90, 1_500, 100, 6_000])).toBe(3_000);
    expect(waitAfter([91, 0, 100, 8_000], [90, 1_500, 100, 6_000], [89, 4_500, 100, 6_000])).toBe(9_000);
  });

  test("comes back at once after another commit, and later where that goes on", () => {
    const turns = new Turns();
    turns.saw(seen([], 0));
    const before = Date.now();
    expect(turns.afterMove(1, 1) - before).toBeLessThan(100);
    expect(turns.afterMove(3, 1) - before).toBeGreaterThanOrEqual(800);
    expect(turns.afterMove(3, 0) - before).toBeLessThan(800);
    expect(turns.afterMove(30, 1) - before).toBeLessThan(16 * 200 + 1_000);
  });
});

describe("whoever is first and does not commit", () => {
  test("is passed over once the branch has stood still for some requests, and stays so", () => {
    const turns = new Turns();
    turns.saw(seen([3], 0));
    turns.saw(seen([3], 700));
    expect(turns.ahead).toBe(1);
    turns.saw(seen([3], 800));
    expect(turns.ahead).toBe(0);
    turns.saw(seen([3], 900, { commits: 101 }));
    expect(turns.ahead).toBe(0);
  });

  test("is waited for as long as the branch moves", () => {
    const turns = new Turns();
    for (let look = 0; look < 20; look += 1) turns.saw(seen([3], look * 700, { commits: 100 + look }));
    expect(turns.ahead).toBe(1);
  });

  test("is passed over by one after the other, in the order of the queue", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 50, max: 3_000 }), (dead, took) => {
        const runs = Array.from({ length: dead }, (_, index) => index);
        /** When the run behind so many dead ones goes, in requests. */
        const goes = (ahead: readonly number[]): number => {
          const turns = new Turns();
          for (let requests = 0; ; requests += 1) {
            turns.saw(seen(ahead, requests * took, { took }));
            if (turns.ahead === 0) return requests;
          }
        };
        const all = runs.map((_, index) => goes(runs.slice(0, index + 1)));
        for (const [index, requests] of all.entries()) expect(requests).toBe(4 * (index + 1));
      }),
    );
  });

  test("counts with those that GitHub does not list, of which each commit means one less", () => {
    const turns = new Turns();
    turns.saw(seen([3], 0, { unlisted: 2 }));
    turns.saw(seen([3], 2_399, { unlisted: 2 }));
    expect(turns.ahead).toBe(3);
    turns.saw(seen([3], 2_500, { unlisted: 2, commits: 101 }));
    expect(turns.ahead).toBe(2);
    turns.saw(seen([3], 2_500 + 1_600, { unlisted: 2, commits: 101 }));
    expect(turns.ahead).toBe(0);
  });
});

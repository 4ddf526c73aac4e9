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

  test("looks twice before it waits, since one look alone may have taken long", () => {
    const turns = new Turns();
    turns.saw(seen([1, 2, 3, 4], 0, { took: 5_000 }));
    expect(turns.lookAt).toBe(START);
    turns.saw(seen([1, 2, 3, 4], 200, { took: 200 }));
    expect(turns.lookAt - START).toBeGreaterThan(200 + 2 * 200);
    expect(turns.lookAt - START).toBeLessThan(200 + 4 * 200);
  });

  test("that is next looks again at once", () => {
    const turns = new Turns();
    for (const at of [0, 200, 400]) {
      turns.saw(seen([4], at));
      expect([turns.isNext, turns.lookAt]).toEqual([true, START + at]);
    }
  });

  test("waits in proportion to how long GitHub takes, and to those ahead, listed or not", () => {
    const wait = (ahead: number, took: number, unlisted = 0) => {
      const turns = new Turns();
      const runs = Array.from({ length: ahead }, (_, index) => index);
      turns.saw(seen(runs, 0, { took, unlisted }));
      turns.saw(seen(runs, took, { took, unlisted }));
      return turns.lookAt - START - took;
    };
    expect(wait(51, 2_000)).toBeCloseTo(10 * wait(51, 200));
    expect(wait(51, 200)).toBeCloseTo(5 * wait(11, 200));
    expect(wait(1, 200, 50)).toBe(wait(51, 200));
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

import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { WriteSlots } from "./write-slots.ts";

/** All see the branch within the same second, each a little later than the other. */
const sight = (commits: number, at = 0) => ({ commits, at: 1_795_000_000_000 + at });
const QUEUE = 20;
const queue = (moments: readonly number[] = []) =>
  Array.from(
    { length: QUEUE },
    (_, ahead) => new WriteSlots({ ahead, length: QUEUE }, sight(100, moments[ahead])),
  );
const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const gaps = (turns: readonly number[]) =>
  sorted(turns).map((turn, index, all) => turn - (all[index - 1] ?? turn));

describe("a queue", () => {
  test("gives each its own slot within one frame, whenever it was seen", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 900 }), { minLength: QUEUE, maxLength: QUEUE }), (moments) => {
        const turns = queue(moments)
          .slice(1)
          .map((slots) => slots.firstTurn);
        expect(Math.min(...gaps(turns).slice(1))).toBeGreaterThanOrEqual(300);
        for (const [index, turn] of turns.entries()) {
          const seen = sight(100, moments[index + 1]).at;
          expect(turn).toBeGreaterThanOrEqual(seen);
          expect(turn).toBeLessThanOrEqual(seen + (QUEUE + 1) * 350);
        }
      }),
    );
  });

  test("lets its first write at once", () => {
    expect(queue()[0]!.firstTurn).toBe(0);
  });
});

describe("writers that fail in the first frame", () => {
  const inOrder = (moments: readonly number[] = []) =>
    queue(moments)
      .slice(1)
      .toSorted((a, b) => a.firstTurn - b.firstTurn);

  test("come back after it, in the order in which they failed", () => {
    const writers = inOrder();
    const frameEnd = Math.max(...writers.map((slots) => slots.firstTurn));
    // Each third fails: it sees as many commits as those before it that did not.
    let commits = 100;
    const turns: number[] = [];
    for (const [index, slots] of writers.entries()) {
      slots.saw(sight(commits, index * 450));
      if (index % 3 === 2) turns.push(slots.turnAfter(slots.firstTurn + 300, 300));
      else commits += 1;
    }
    expect(turns).toEqual(sorted(turns));
    expect(Math.min(...turns)).toBeGreaterThan(frameEnd);
    expect(Math.min(...gaps(turns).slice(1))).toBeGreaterThanOrEqual(300);
  });

  test("keep apart after a limit that ends for all at about the same moment", () => {
    // Some look later than others, though before their slot begins: they count their frame from a later one.
    const inTime = inOrder().slice(5);
    const moments = queue().map(({ firstTurn }) =>
      inTime.some((slots) => slots.firstTurn === firstTurn) ? firstTurn % 1000 : 0,
    );
    const writers = inOrder(moments);
    for (const [index, slots] of writers.entries()) slots.saw(sight(100 + Math.min(index, 9)));
    const refused = writers.slice(9);
    const from = (index: number) => sight(0, 60_000 + ((index * 337) % 1000)).at;
    const turns = refused.map((slots, index) => slots.turnAfter(from(index), 300));
    expect(Math.min(...gaps(turns).slice(1))).toBeGreaterThanOrEqual(300);
    for (const [index, turn] of turns.entries()) expect(turn).toBeGreaterThanOrEqual(from(index));
  });

  test("take wider slots where writes take long, but not for ever", () => {
    const wait = (took: number) => {
      const slots = inOrder()[5]!;
      slots.saw(sight(102));
      return slots.turnAfter(slots.firstTurn, took);
    };
    expect(wait(300)).toBe(wait(600));
    expect(wait(900)).toBeGreaterThan(wait(600));
    expect(wait(1_000_000)).toBe(wait(100_000));
  });

  test("share shorter frames when they fail again", () => {
    const slots = inOrder()[5]!;
    slots.saw(sight(102));
    const first = slots.turnAfter(slots.firstTurn, 300);
    slots.saw(sight(118));
    const second = slots.turnAfter(first, 300);
    expect(second).toBeGreaterThanOrEqual(first);
    expect(second).toBeLessThan(first + 2 * 450);
  });
});

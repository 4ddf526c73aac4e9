import { expect, test } from "@jest/globals";
import { InTurn } from "./in-turn.ts";

test("those of a lane go one after the other, in the order in which they were asked for, and others beside them", async () => {
  const turns = new InTurn();
  const done: string[] = [];
  const slow = Promise.withResolvers<void>();
  const act =
    (name: string, until: Promise<void> = Promise.resolve()) =>
    async () => {
      done.push(`${name} begins`);
      await until;
      done.push(`${name} ends`);
    };
  const first = turns.after("a", act("a1", slow.promise));
  const waited: boolean[] = [];
  const second = turns.after("a", (hasWaited) => {
    waited.push(hasWaited);
    return act("a2")();
  });
  const third = turns.after("a", act("a3"));
  await turns.after("b", (hasWaited) => {
    waited.push(hasWaited);
    return act("b1")();
  });
  expect(done).toEqual(["a1 begins", "b1 begins", "b1 ends"]);
  slow.resolve();
  await Promise.all([first, second, third]);
  expect(done.slice(3)).toEqual(["a1 ends", "a2 begins", "a2 ends", "a3 begins", "a3 ends"]);
  expect(waited).toEqual([false, true]);
});

test("one that fails says so, and the next has its turn", async () => {
  const turns = new InTurn();
  const first = turns.after("a", () => Promise.reject(new Error("no")));
  const second = turns.after("a", () => Promise.resolve("yes"));
  await expect(first).rejects.toThrow("no");
  expect(await second).toBe("yes");
});

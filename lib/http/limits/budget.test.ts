import { expect, test } from "@jest/globals";
import { Budget } from "./budget.ts";

test("a client's share ends where it holds as much as one may, and leaves the others theirs", () => {
  const budget = new Budget(5, 2);
  budget.add("a", 1);
  expect(budget.exhausted("a")).toBeUndefined();
  budget.add("a", 1);
  budget.add("ab", 1);
  expect([budget.exhausted("a"), budget.exhausted("ab"), budget.exhausted("b")]).toEqual([
    "client",
    undefined,
    undefined,
  ]);
});

test("all together hold no more than the server may, and what is given back counts again", () => {
  const budget = new Budget(3, 2);
  budget.add("a", 2);
  expect(budget.exhausted("b")).toBeUndefined();
  budget.add("b", 1);
  expect([budget.total, budget.exhausted("b"), budget.exhausted("c")]).toEqual([3, "server", "server"]);
  budget.add("a", -2);
  expect([budget.total, budget.exhausted("a"), budget.exhausted("c")]).toEqual([1, undefined, undefined]);
});

import { expect, test } from "@jest/globals";
import { ranBefore, runsNow, type DeployedRevision } from "./rollout.ts";

/** Statuses by `state time`, the oldest first, as people tell them. */
const deployed = (revision: string, ...said: readonly string[]): DeployedRevision => ({
  revision,
  statuses: said
    .map((text) => {
      const [state = "", second = ""] = text.split(" ");
      return { id: `${revision}-${second}`, state, at: `2026-11-21T02:00:${second.padStart(2, "0")}Z` };
    })
    .toReversed(),
});
const a = deployed("a", "in_progress 1", "success 2", "inactive 9");
const b = deployed("b", "success 5");
const failing = deployed("b", "failure 4");

test.each<[string, readonly DeployedRevision[], { revision: string; statusId?: string }, string | undefined]>(
  [
    ["the first one of all", [a], { revision: "a", statusId: "a-2" }, undefined],
    ["the one after", [b, a], { revision: "b", statusId: "b-5" }, "a"],
    ["one that fails", [failing, a], { revision: "b", statusId: "b-4" }, "a"],
    [
      "one after a failure",
      [deployed("c", "success 6"), failing, a],
      { revision: "c", statusId: "c-6" },
      "a",
    ],
    ["one that is told late", [b, a], { revision: "a", statusId: "a-2" }, undefined],
    ["one whose status cannot be seen yet", [a], { revision: "b", statusId: "b-5" }, "a"],
    [
      "one that comes back",
      [b, deployed("a", "success 2", "success 8")],
      { revision: "a", statusId: "a-8" },
      "b",
    ],
    [
      "one that was told already",
      [deployed("a", "success 2", "failure 3", "success 4")],
      { revision: "a", statusId: "a-4" },
      "a",
    ],
    [
      "GitHub's capitals",
      [deployed("b", "SUCCESS 5"), deployed("a", "SUCCESS 2")],
      { revision: "b", statusId: "b-5" },
      "a",
    ],
    [
      "a first status",
      [deployed("a", "success 1", "success 3")],
      { revision: "a", statusId: "a-1" },
      undefined,
    ],
    ["two in one second", [deployed("b", "success 2"), a], { revision: "b", statusId: "b-2" }, "a"],
    [
      "by hand, one that began before another has worked",
      [deployed("b", "in_progress 1", "success 5"), a],
      { revision: "b" },
      "a",
    ],
    ["by hand, again", [b, a], { revision: "b" }, "a"],
    ["by hand, one that nobody told of", [b, a], { revision: "c" }, "b"],
    ["by hand, without any", [], { revision: "c" }, undefined],
  ],
)("%s", (_name, revisions, rollout, before) => {
  expect(ranBefore(revisions, rollout)).toBe(before);
});

test("what runs is the last one with a success", () => {
  expect([[], [failing], [failing, a], [b, a], [a, b]].map(runsNow)).toEqual([
    undefined,
    undefined,
    "a",
    "b",
    "b",
  ]);
});

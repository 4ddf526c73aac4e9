import { expect, test } from "@jest/globals";
import { Looks } from "./looks.ts";

const look = {
  of: "commit",
  basis: { at: "2026-11-29T14:00:00Z", head: "a".repeat(40), synced: [] },
} as const;

test.each([
  ["the next one to claim the request goes by it", { id: "1", fence: 8 }, "commit", look],
  ["somebody else had it in between", { id: "1", fence: 9 }, "commit", undefined],
  ["it is claimed by what it was seen with", { id: "1", fence: 7 }, "commit", undefined],
  ["it is another request", { id: "11", fence: 8 }, "commit", undefined],
  ["something else was seen", { id: "1", fence: 8 }, "turn", undefined],
] as const)("what was seen of a request: %s", (_case, lease, of, expected) => {
  const looks = new Looks();
  looks.keep({ id: "1", fence: 7 }, look);
  expect(looks.take(lease, of)).toBe(expected);
});

test("it is gone by once, and within ten seconds", () => {
  let now = 0;
  const looks = new Looks(() => now);
  const taken = (after: number) => {
    looks.keep({ id: "1", fence: 7 }, look);
    now += after;
    return [looks.take({ id: "1", fence: 8 }, "commit"), looks.take({ id: "1", fence: 8 }, "commit")];
  };
  expect([taken(9_999), taken(10_000)]).toEqual([
    [look, undefined],
    [undefined, undefined],
  ]);
});

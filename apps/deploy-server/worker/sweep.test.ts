import { expect, test } from "@jest/globals";
import type { HookDelivery } from "../../../lib/github/app/deliveries.ts";
import { lostOf } from "./sweep.ts";

const delivery = (id: number, guid: string, isTaken: boolean): HookDelivery => ({
  id,
  guid,
  deliveredAt: "2026-11-29T19:00:00Z",
  event: "push",
  isTaken,
});

test("what never arrived is asked for again, the oldest first, by its newest attempt", () => {
  const newestFirst = [
    delivery(7, "again", false),
    delivery(6, "came late", true),
    delivery(5, "lost", false),
    delivery(4, "came twice", false),
    delivery(3, "came late", false),
    delivery(2, "came twice", true),
    delivery(1, "again", false),
  ];
  expect(lostOf(newestFirst).map(({ id }) => id)).toEqual([5, 7]);
});

test("what is refused each time is given up, and nothing else", () => {
  const refused = Array.from({ length: 10 }, (_one, index) => delivery(20 - index, "refused", false));
  const nearly = Array.from({ length: 9 }, (_one, index) => delivery(40 - index, "nearly", false));
  expect(lostOf([...nearly, ...refused]).map(({ guid }) => guid)).toEqual(["nearly"]);
});

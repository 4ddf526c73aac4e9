import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { takeChore } from "./chores.ts";
import type { Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("on $name", ({ open }) => {
  let db: Db;
  let beside: Db;
  beforeAll(async () => {
    const opened = await open();
    ({ db } = opened.store);
    beside = (await opened.second?.()) ?? db;
  });

  const minute = (at: string) => ({ name: "deliveries", at, everyMs: 60_000 });

  test("a chore is taken once each time that it is due, by whichever replica asks first", async () => {
    const first = minute("2026-11-29T19:00:00Z");
    const asked = await Promise.all([db, beside, db, beside].map((replica) => takeChore(replica, first)));
    expect(asked.filter(Boolean)).toHaveLength(1);
    expect(await takeChore(beside, minute("2026-11-29T19:00:59.999Z"))).toBe(false);
    expect(await takeChore(beside, minute("2026-11-29T19:01:00Z"))).toBe(true);
    expect(await takeChore(db, minute("2026-11-29T19:01:00Z"))).toBe(false);
    // After a night without any replica it is due once, not once for each minute.
    expect(await takeChore(db, minute("2026-11-30T07:00:00Z"))).toBe(true);
    expect(await takeChore(beside, minute("2026-11-30T07:00:01Z"))).toBe(false);
  });

  test("another chore has a time of its own", async () => {
    const at = "2026-11-30T07:00:01Z";
    expect(await takeChore(db, { name: "other", at, everyMs: 1 })).toBe(true);
  });
});

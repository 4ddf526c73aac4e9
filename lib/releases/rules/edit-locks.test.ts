import { describe, expect, test } from "@jest/globals";
import { withLock, withoutLocks } from "./edit-locks.ts";

const AT = "2026-11-30T12:00:00Z";
const place = { config: "my-app", channel: "prod" };
const lock = (more: object = {}) => ({ ...place, reason: "audit", owner: "alice", at: AT, ...more });
const bobs = lock({ owner: "bob", at: "2026-11-29T09:00:00Z" });
const near = [lock({ config: "my-app-api" }), lock({ channel: "qa" }), lock({ config: undefined })];

describe("a lock more", () => {
  test("comes after those of other places", () => {
    expect(withLock(near, lock())).toEqual([...near, lock()]);
  });

  test("takes the place of those that have ended, also in this very second", () => {
    const ended = lock({ owner: "bob", until: AT });
    expect(withLock([ended, ...near], lock())).toEqual([...near, lock()]);
  });

  test("is refused where the place has one in force", () => {
    expect(withLock([...near, bobs], lock())).toBe(
      "my-app in prod was locked by bob on 2026-11-29T09:00:00Z: audit. Unlock it first",
    );
  });
});

describe("unlocking", () => {
  test("takes away every lock of the place, and no other", () => {
    const ended = lock({ until: "2026-11-30T11:59:59Z" });
    expect(withoutLocks([...near, bobs, ended], place, AT)).toEqual(near);
  });

  test("is refused where nothing is locked, or is not any more", () => {
    expect(withoutLocks(near.slice(0, 2), place, AT)).toBe("my-app in prod is not locked");
    expect(withoutLocks([lock({ until: AT })], place, AT)).toBe("my-app in prod is not locked");
  });

  test("names the wider lock that holds the place", () => {
    expect(withoutLocks(near, place, AT)).toBe(`all of prod was locked by alice on ${AT}: audit`);
  });
});

import { expect, test } from "@jest/globals";
import type { Lock } from "../documents/locks.ts";
import { lockReason } from "./lock.ts";

const AT = "2026-11-30T10:00:00Z";
const LOCK: Lock = { owner: "carol", at: "2026-11-29T10:00:00Z", reason: "incident 7" };
const place = { config: "my-app", channel: "prod" };
const words = "was locked by carol on 2026-11-29T10:00:00Z";

test.each<[string, Partial<Lock>, string | undefined]>([
  ["everything", {}, `everything ${words}: incident 7`],
  ["a channel", { channel: "prod" }, `all of prod ${words}: incident 7`],
  ["a config", { config: "my-app" }, `my-app in every channel ${words}: incident 7`],
  ["one place", place, `my-app in prod ${words}: incident 7`],
  [
    "a while",
    { until: "2026-11-30T10:00:01Z" },
    `everything ${words} until 2026-11-30T10:00:01Z: incident 7`,
  ],
  ["a while that ends now", { until: AT }, undefined],
  ["a while that is over", { until: "2026-11-30T09:59:59Z" }, undefined],
  ["another channel", { channel: "prod-eu" }, undefined],
  ["another config", { config: "my-app-2" }, undefined],
  ["the config in another channel", { ...place, channel: "dev" }, undefined],
  ["another config in the channel", { ...place, config: "my" }, undefined],
])("a lock of %s", (_what, lock, reason) => {
  expect(lockReason([{ ...LOCK, ...lock }], place, AT)).toBe(reason);
});

test("the first of the locks that hold is told, wherever it stands", () => {
  const locks = [
    { ...LOCK, owner: "over", until: AT },
    { ...LOCK, owner: "elsewhere", channel: "dev" },
    { ...LOCK, owner: "first" },
    { ...LOCK, owner: "second" },
  ];
  expect(lockReason(locks, place, AT)).toContain("by first on");
  expect(lockReason([], place, AT)).toBeUndefined();
});

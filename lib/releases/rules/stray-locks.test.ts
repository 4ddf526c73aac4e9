import { expect, test } from "@jest/globals";
import type { Policy } from "../generated/schema.generated.ts";
import { strayLocks } from "./stray-locks.ts";

const AT = "2026-11-30T10:00:00Z";
const lock = (more: object) => ({
  owner: "carol",
  at: "2026-11-29T10:00:00Z",
  reason: "incident 7",
  ...more,
});
const places = [{ container: "worker", channel: "qa" }];
const strays = (policy: Partial<Policy>, ...locks: readonly object[]) =>
  strayLocks(locks.map(lock), { policy: { version: 1, ...policy }, places }, AT).map(({ segments }) =>
    segments.join("."),
  );

test("a lock names what the policy or the database has", () => {
  const policy = { channels: ["dev", "prod"], containers: { "my-app": {}, api: {} } };
  const known = [
    {},
    { config: "api" },
    { config: "worker" },
    { channel: "prod" },
    { channel: "qa" },
    { until: "2026-11-30T10:00:01Z" },
  ];
  expect(strays(policy, ...known)).toEqual([]);
  const unknown = [
    { config: "ap", channel: "dev" },
    { config: "api", channel: "pro" },
    { until: AT },
    { config: "x", channel: "y", until: "2026-11-01T00:00:00Z" },
  ];
  expect(strays(policy, ...known, ...unknown)).toEqual([
    "locks.6.config",
    "locks.7.channel",
    "locks.8.until",
    "locks.9.config",
    "locks.9.channel",
    "locks.9.until",
  ]);
});

test("a policy without channels knows those that it mentions", () => {
  const policy = { containers: { api: { refs: { stage: ["main"] } } }, provenance: ["prod"] };
  expect(strays(policy, { channel: "stage" }, { channel: "prod" }, { channel: "qa" })).toEqual([]);
  expect(strays(policy, { channel: "dev" })).toEqual(["locks.0.channel"]);
});

test("each says what to do", () => {
  const found = strayLocks([lock({ config: "x", until: AT })], { policy: { version: 1 }, places }, AT);
  expect(found.map(({ message }) => message)).toEqual([
    "locks[0].config is x, which is neither in the policy nor in the database: the lock holds nothing that is released. Correct the name, or remove the lock",
    `locks[0].until is ${AT}, which is over: the lock holds nothing. Correct the time, or remove the lock`,
  ]);
});

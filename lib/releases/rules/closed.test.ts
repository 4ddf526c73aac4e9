import { expect, test } from "@jest/globals";
import { gateReasons, type Gates } from "./closed.ts";

const AT = "2026-11-30T10:00:00Z";
const freeze = { channel: "prod", by: "alice", reason: "release week" };
const lock = { channel: "prod", owner: "carol", at: AT, reason: "incident 7" };
const frozen = "prod is frozen by alice: release week";
const locked = `all of prod was locked by carol on ${AT}: incident 7`;
const reserved = "prod is deployed by the server: ask it with /deploy";
const OPEN: Gates = { policy: { version: 1 }, at: AT };

test.each<[string, Partial<Gates>, readonly string[]]>([
  ["nothing", {}, []],
  ["a freeze", { policy: { version: 1, freezes: [freeze] } }, [frozen]],
  ["a lock", { locks: [lock] }, [locked]],
  ["a channel of the server", { policy: { version: 1, server_only: ["dev", "prod"] } }, [reserved]],
  ["another channel of the server", { policy: { version: 1, server_only: ["prod-eu"] } }, []],
  [
    "a channel of the server, for the server",
    { policy: { version: 1, server_only: ["prod"] }, writer: "server" },
    [],
  ],
  [
    "all at once",
    { policy: { version: 1, freezes: [freeze], server_only: ["prod"] }, locks: [lock] },
    [frozen, locked, reserved],
  ],
  [
    "a freeze and a lock, for the server, too",
    { policy: { version: 1, freezes: [freeze], server_only: ["prod"] }, locks: [lock], writer: "server" },
    [frozen, locked],
  ],
])("a place is closed by %s", (_what, gates, reasons) => {
  expect(gateReasons({ ...OPEN, ...gates }, { container: "my-app", channel: "prod" })).toEqual(reasons);
});

test("a lock of a config is one of the container of that name", () => {
  const gates = { ...OPEN, locks: [{ ...lock, config: "my-app" }] };
  expect(gateReasons(gates, { container: "my-app", channel: "prod" })).toHaveLength(1);
  expect(gateReasons(gates, { container: "my-app-api", channel: "prod" })).toEqual([]);
});

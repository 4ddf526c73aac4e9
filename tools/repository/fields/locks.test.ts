import { describe, expect, test } from "@jest/globals";
import { parseLocks } from "../../../lib/releases/documents/locks.ts";
import { lockReason } from "../../../lib/releases/rules/lock.ts";
import { AT, changed, EDITORS_FIELD, fieldsOf, generic } from "./schema-fields.ts";

describe("of the locks", () => {
  const LOCK = { reason: "load test", owner: "alice", at: "2026-11-20T00:00:00Z" };
  const locks = {
    version: 1,
    locks: [{ ...LOCK, config: "my-app", channel: "prod", until: "2026-11-21T18:00:00Z" }],
  };

  /** All that the locks decide. */
  function decisions(document: object): string {
    const parsed = parseLocks(JSON.stringify(document), "db/locks.json");
    const places = ["my-app", "my-app-2"].flatMap((config) =>
      ["prod", "qa"].map((channel) => ({ config, channel })),
    );
    return JSON.stringify(
      [AT, "2026-11-21T18:00:00Z"].flatMap((at) =>
        places.map((place) => lockReason(parsed, place, at) ?? null),
      ),
    );
  }

  const others: Readonly<Record<string, unknown>> = {
    locks: [],
    "locks.0.config": undefined,
    "locks.0.channel": "qa",
    "locks.0.reason": "audit",
    "locks.0.owner": "bob",
    "locks.0.at": "2026-11-19T00:00:00Z",
    "locks.0.until": undefined,
  };

  test("every field is here", () => {
    const known = ["version", EDITORS_FIELD, ...Object.keys(others).map(generic)];
    expect(fieldsOf("locks.schema.json").sort()).toEqual(known.sort());
  });

  test.each(Object.entries(others))("%s decides something", (path, value) => {
    expect(decisions(changed(locks, path, value)) === decisions(locks)).toBe(false);
  });

  test.each<[object, string]>([
    [{ ...locks, version: 2 }, "version is 2"],
    [
      { ...locks, locks: [{ ...LOCK, chanel: "prod" }] },
      "locks[0].chanel is unknown (did you mean channel?); known fields are config",
    ],
    [{ ...locks, locks: [LOCK, { ...LOCK, until: "2026-02-30T00:00:00Z" }] }, "locks[1].until is 2026-02-30"],
    [{ version: 1, locks: [{ reason: "x", at: LOCK.at }] }, "locks[0] lacks owner"],
  ])("%j is refused", (document, message) => {
    expect(() => decisions(document)).toThrow(message);
  });
});

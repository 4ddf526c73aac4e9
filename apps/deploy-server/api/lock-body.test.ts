import { expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { LOCK_SCHEMA, LOCKED_SCHEMA, lockedIn, lockIn } from "./lock-body.ts";

const TARGET = { config: "my-app", channel: "prod" };
const isDescribed = new Ajv2020({ strict: false }).compile(LOCK_SCHEMA);
const isPlace = new Ajv2020({ strict: false }).compile(LOCKED_SCHEMA);

test.each<[object, number | undefined]>([
  [{ reason: "an audit" }, undefined],
  [{ reason: "an audit", for: "30m" }, 30 * 60_000],
  [{ reason: "r".repeat(300), for: "2h" }, 2 * 3_600_000],
  [{ reason: " ü ", for: "3d" }, 3 * 86_400_000],
])("%j is read, and described so", (what, forMs) => {
  const body = { ...TARGET, ...what };
  expect(lockIn(JSON.stringify(body))).toMatchObject({ target: TARGET, forMs });
  expect([isDescribed(body), isDescribed.errors ?? []]).toEqual([true, []]);
});

test.each<[object, string]>([
  [{}, "reason is missing: one line of 1 to 300 characters is allowed"],
  [{ reason: "  " }, 'reason is "  ": one line of 1 to 300 characters is allowed'],
  [{ reason: "x\nDeploy-Request: 1" }, 'reason is "x\\nDeploy-Request: 1": one line'],
  [{ reason: "r".repeat(301) }, "one line of 1 to 300 characters is allowed"],
  [{ reason: "x", for: "soon" }, 'for is "soon": a length of time, such as 30m, 2h or 3d, is allowed'],
  [{ reason: "x", for: "0h" }, 'for is "0h"'],
  [{ reason: "x", for: 2 }, "for is 2"],
  [{ reason: "x", until: "2h" }, "until means nothing here: config, channel, reason, for do"],
  [{ reason: "x", channel: undefined }, "channel is missing, but must be a name"],
])("%j is neither read nor described", (what, says) => {
  const body: unknown = JSON.parse(JSON.stringify({ ...TARGET, ...what }));
  expect(() => lockIn(JSON.stringify(body))).toThrow(says);
  expect(isDescribed(body)).toBe(false);
});

test("what is unlocked is a place, and nothing else", () => {
  expect(lockedIn(JSON.stringify(TARGET))).toEqual(TARGET);
  expect(isPlace(TARGET)).toBe(true);
  for (const wrong of [{ ...TARGET, reason: "x" }, { config: "my-app" }, []]) {
    expect(() => lockedIn(JSON.stringify(wrong))).toThrow(/means nothing|missing|no JSON object/);
    expect(isPlace(wrong)).toBe(false);
  }
});

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parsePolicy } from "../rules/policy.ts";
import { validateFiles } from "../rules/validation.ts";
import * as arbitrary from "../testing/arbitraries.ts";
import { parseDatabase } from "./database.ts";
import { readDispatch } from "./dispatch.ts";
import { InvalidDocument } from "./problem.ts";

const AT = "2026-11-21T00:00:00Z";

/** A legal document in which anything has taken the place of something. */
function broken(legal: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const spoil = (value: unknown, path: readonly number[], by: unknown): unknown => {
    const [at, ...rest] = path;
    if (at === undefined || typeof value !== "object" || value === null) return by;
    const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
    const index = entries.length === 0 ? 0 : at % entries.length;
    const next = entries.map(
      ([key, one], place) => [key, place === index ? spoil(one, rest, by) : one] as const,
    );
    return Array.isArray(value) ? next.map(([, one]) => one) : Object.fromEntries(next);
  };
  return fc
    .tuple(legal, fc.array(fc.nat({ max: 20 }), { maxLength: 5 }), fc.jsonValue())
    .map(([value, path, by]) => spoil(value, path, by));
}

const CASES: readonly (readonly [string, fc.Arbitrary<unknown>, (value: unknown) => unknown])[] = [
  ["database", arbitrary.database, (value) => parseDatabase(JSON.stringify(value), "db/db.json")],
  ["policy", arbitrary.policy, (value) => parsePolicy(JSON.stringify(value), "db/policy.json")],
  [
    "dispatch",
    arbitrary.dispatch.map(({ id, ...rest }) => ({ version: 1, dispatch_id: id, ...rest })),
    (value) => readDispatch(value, "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f"),
  ],
];

test.each(CASES)("whatever a %s holds, it is read or refused with what is wrong", (_name, legal, read) => {
  fc.assert(
    fc.property(fc.oneof(broken(legal), fc.jsonValue()), (value) => {
      try {
        read(value);
      } catch (error) {
        if (!(error instanceof InvalidDocument)) throw error;
        expect(error.problems).not.toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

test("whatever stands in the three files, they are found good or bad", () => {
  const text = (legal: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
    fc.oneof(
      broken(legal).map((value) => JSON.stringify(value)),
      fc.string(),
    );
  fc.assert(
    fc.property(
      text(arbitrary.database),
      text(arbitrary.policy),
      text(arbitrary.locks),
      (database, policy, locks) => {
        const findings = validateFiles(
          {
            database: { path: "db/db.json", text: database },
            policy: { path: "db/policy.json", text: policy },
            locks: { path: "db/locks.json", text: locks },
          },
          AT,
        );
        expect(Array.isArray(findings)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test("a policy that was named and is not there is an error; the usual one need not be", () => {
  const database = { path: "db/db.json", text: '{\n  "version": 1,\n  "releases": []\n}\n' };
  const locks = { path: "db/locks.json", text: undefined };
  const validated = (path: string) =>
    validateFiles({ database, locks, policy: { path, text: undefined } }, AT);
  expect(validated("db/policy.json")).toEqual([]);
  expect(validated("db/polcy.json")).toMatchObject([
    {
      level: "error",
      document: "db/polcy.json",
      message: expect.stringContaining("it does not exist, but the input policy names it"),
    },
  ]);
});

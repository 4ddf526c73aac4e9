import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseDatabase, serializeDatabase } from "../documents/database.ts";
import type { Database } from "../generated/schema.generated.ts";
import { applyDispatch, dispatch, EMPTY, OPTIONS, release, SOURCE } from "../testing/applying.ts";
import * as arbitrary from "../testing/arbitraries.ts";
import { compareBuilds } from "./build-order.ts";

describe("applying", () => {
  test("twice is applying once", () => {
    fc.assert(
      fc.property(arbitrary.database, arbitrary.dispatch, fc.boolean(), (database, given, force) => {
        const once = applyDispatch(database, given, { ...OPTIONS, force });
        const twice = applyDispatch(once.database, given, { ...OPTIONS, force, at: "2026-11-21T09:00:00Z" });
        const applied = new Set(
          once.results.filter((r) => r.outcome === "applied").map((r) => r.container + r.channel),
        );
        for (const result of twice.results) {
          if (applied.has(result.container + result.channel)) expect(result.outcome).toBe("unchanged");
        }
        expect(twice.database).toEqual(once.database);
      }),
    );
  });

  test("gives a database that can be read again, and touches no other record", () => {
    fc.assert(
      fc.property(arbitrary.database, arbitrary.dispatch, (database, given) => {
        const { database: after } = applyDispatch(database, given, OPTIONS);
        const keys = new Set(given.releases.map(({ container, channel }) => `${container} ${channel}`));
        const others = (d: Database) => d.releases.filter((r) => !keys.has(`${r.container} ${r.channel}`));
        expect(others(after)).toEqual(others(database));
        expect(() => parseDatabase(serializeDatabase(after), "db.json")).not.toThrow();
      }),
    );
  });

  test("in any order never lets an older build win", () => {
    const build = fc.record({
      run_id: fc.integer({ min: 1, max: 6 }),
      run_attempt: fc.integer({ min: 1, max: 3 }),
      image: fc.constantFrom("a", "b", "c"),
    });
    fc.assert(
      fc.property(
        fc
          .uniqueArray(build, { selector: (b) => b.run_id * 10 + b.run_attempt, minLength: 1 })
          .chain((builds) =>
            fc.tuple(fc.constant(builds), fc.shuffledSubarray(builds, { minLength: builds.length })),
          ),
        ([builds, arrival]) => {
          const final = arrival.reduce(
            (database, { image, ...run }) => applyDispatch(database, dispatch(image, run), OPTIONS).database,
            EMPTY,
          );
          const newest = builds.toSorted(
            (a, b) => compareBuilds({ ...SOURCE, ...b }, { ...SOURCE, ...a }) ?? 0,
          )[0];
          expect(final.releases[0]?.image).toBe(release(newest!.image).image);
        },
      ),
    );
  });

  test("never lets an older build in after a release by hand or another repository's; force begins anew", () => {
    const kind = fc.constantFrom("acme/my-app", "acme/other", "by hand");
    const step = fc.record({
      kind,
      run_id: fc.integer({ min: 1, max: 6 }),
      image: fc.constantFrom("a", "b"),
      force: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const newest = new Map<string, number>();
        let database = EMPTY;
        for (const { kind: repository, run_id, image, force } of steps) {
          const given = repository === "by hand" ? dispatch(image) : dispatch(image, { repository, run_id });
          const { results, database: after } = applyDispatch(database, given, { ...OPTIONS, force });
          if (results[0]?.outcome === "applied") {
            if (force) newest.clear();
            else expect(run_id).toBeGreaterThanOrEqual(newest.get(repository) ?? 0);
            if (repository !== "by hand") newest.set(repository, run_id);
          }
          database = after;
        }
      }),
      { numRuns: 500 },
    );
  });
});

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseDatabase, serializeDatabase } from "../documents/database.ts";
import type { ClaimedSource, ReceivedDispatch } from "../documents/dispatch.ts";
import type { Database, ReleaseRecord } from "../generated/schema.generated.ts";
import * as arbitrary from "../testing/arbitraries.ts";
import { applyReleases, sourced, type Applied, type ReleaseOptions } from "./apply.ts";
import { compareBuilds } from "./build-order.ts";
import { OPEN_POLICY } from "./policy.ts";

type Options = Omit<ReleaseOptions, "id" | "order">;

/** As update-database does. */
const applyDispatch = (
  database: Database,
  { id, releases, source }: ReceivedDispatch,
  options: Options,
): Applied => applyReleases(database, sourced(releases, source), { ...options, id, order: "ever" });

const OPTIONS: Options = {
  by: "octocat",
  at: "2026-11-21T03:00:00Z",
  force: false,
  policy: OPEN_POLICY,
};
const EMPTY: Database = { version: 1, releases: [] };
const SHA = "1a2b3c4d".repeat(5);
const SOURCE: ClaimedSource = {
  repository: "acme/my-app",
  sha: SHA,
  ref: "refs/heads/main",
  run_id: 10,
  run_attempt: 1,
};
const PINNED = { by: "alice", at: "2026-11-20T00:00:00Z", reason: "incident 42" };

const release = (image: string) => ({
  container: "my-app",
  channel: "dev",
  image: `ghcr.io/acme/my-app:${image}`,
});
const dispatch = (image: string, source?: Partial<ClaimedSource>): ReceivedDispatch => ({
  id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  releases: [release(image)],
  ...(source !== undefined && { source: { ...SOURCE, ...source } }),
});
const DIGEST = `sha256:${"a".repeat(64)}`;
const withDigest = (given: ReceivedDispatch, digest: string): ReceivedDispatch => ({
  ...given,
  releases: given.releases.map((one) => ({ ...one, digest })),
});
const standing = (image: string, fields: Partial<ReleaseRecord> = {}): Database => ({
  version: 1,
  releases: [
    {
      ...release(image),
      released_at: "2026-11-20T00:00:00Z",
      released_by: "bob",
      dispatch_id: dispatch("x").id,
      ...fields,
    },
  ],
});

describe("the outcome of a release", () => {
  test.each([
    ["first of its kind", EMPTY, dispatch("v1"), "applied", ""],
    ["another image, both by hand", standing("v1"), dispatch("v2"), "applied", ""],
    ["the same, by hand", standing("v1"), dispatch("v1"), "unchanged", "the record already says so"],
    [
      "the same image and digest",
      standing("v1", { digest: DIGEST }),
      withDigest(dispatch("v1"), DIGEST),
      "unchanged",
      "the record already says so",
    ],
    [
      "the same image with another digest",
      standing("v1", { digest: DIGEST }),
      withDigest(dispatch("v1"), DIGEST.replace("a", "b")),
      "applied",
      "",
    ],
    ["the same image, now with a digest", standing("v1"), withDigest(dispatch("v1"), DIGEST), "applied", ""],
    ["the same image, now without one", standing("v1", { digest: DIGEST }), dispatch("v1"), "applied", ""],
    [
      "the same build again",
      standing("v1", { source: SOURCE }),
      dispatch("v1", {}),
      "unchanged",
      "the record already says so",
    ],
    ["a newer build", standing("v1", { source: SOURCE }), dispatch("v2", { run_id: 11 }), "applied", ""],
    [
      "the same image of a newer build",
      standing("v1", { source: SOURCE }),
      dispatch("v1", { run_id: 11 }),
      "applied",
      "the same image, from a newer build",
    ],
    [
      "an older build",
      standing("v1", { source: SOURCE }),
      dispatch("v0", { run_id: 9 }),
      "superseded",
      "the newer build acme/my-app run 10 was released here",
    ],
    [
      "an older attempt",
      standing("v1", { source: { ...SOURCE, run_attempt: 2 } }),
      dispatch("v0", {}),
      "superseded",
      "the newer build acme/my-app run 10, attempt 2 was released here",
    ],
    [
      "an older build of a repository written in other case",
      standing("v1", { source: SOURCE }),
      dispatch("v0", { repository: "Acme/My-App", run_id: 9 }),
      "superseded",
      "the newer build acme/my-app run 10 was released here",
    ],
    [
      "a lower run id of another repository",
      standing("v1", { source: SOURCE }),
      dispatch("v0", { repository: "acme/new", run_id: 1 }),
      "applied",
      "",
    ],
    ["by hand over a build", standing("v1", { source: SOURCE }), dispatch("v2"), "applied", ""],
    [
      "a pinned record",
      standing("v1", { pinned: PINNED }),
      dispatch("v2", {}),
      "held",
      "the record was pinned by alice on 2026-11-20T00:00:00Z: incident 42",
    ],
    [
      "a pinned record that says so already",
      standing("v1", { pinned: PINNED }),
      dispatch("v1"),
      "unchanged",
      "the record already says so",
    ],
  ] as const)("%s", (_name, database, given, outcome, reason) => {
    const { results, changed } = applyDispatch(database, given, OPTIONS);
    expect(results).toEqual([expect.objectContaining({ outcome, reason, after: given.releases[0]?.image })]);
    expect(changed).toBe(outcome === "applied");
  });

  test.each([
    ["superseded", standing("v1", { source: SOURCE }), dispatch("v0", { run_id: 9 })],
    ["held", standing("v1", { pinned: PINNED }), dispatch("v2", {})],
  ])("force overrides %s and says what it overrode", (_name, database, given) => {
    const { results, database: after } = applyDispatch(database, given, { ...OPTIONS, force: true });
    expect(results[0]).toMatchObject({
      outcome: "applied",
      reason: expect.stringMatching(/^forced, although the (?:newer build|record) /),
    });
    expect(after.releases[0]?.pinned).toEqual(database.releases[0]?.pinned);
  });
});

describe("applying", () => {
  test("a release by hand takes away the digest and source of the image that it replaces", () => {
    const before = standing("v1", { source: SOURCE, digest: `sha256:${"0".repeat(64)}`, note: "kept" });
    const [record] = applyDispatch(before, dispatch("v2"), OPTIONS).database.releases;
    expect(record).toEqual({
      ...standing("v2").releases[0],
      newest_builds: [{ repository: "acme/my-app", run_id: 10, run_attempt: 1 }],
      note: "kept",
      released_at: OPTIONS.at,
      released_by: OPTIONS.by,
    });
  });

  test("another digest of the same image is what the record then says", () => {
    const digest = DIGEST.replace("a", "b");
    const before = standing("v1", { digest: DIGEST, source: SOURCE });
    const { database } = applyDispatch(before, withDigest(dispatch("v1", { run_id: 11 }), digest), OPTIONS);
    expect(database.releases).toEqual([
      expect.objectContaining({ image: release("v1").image, digest, source: { ...SOURCE, run_id: 11 } }),
    ]);
  });

  test("keeps of a source what was agreed on, and leaves the sources of other records as they are", () => {
    const other = {
      ...standing("v7", { source: { ...SOURCE, job: "build" } }).releases[0]!,
      channel: "prod",
    };
    const before: Database = { version: 1, releases: [other] };
    const { database } = applyDispatch(before, dispatch("v1", { job: "deploy" }), OPTIONS);
    expect(database.releases.map(({ channel, source }) => [channel, source])).toEqual([
      ["prod", { ...SOURCE, job: "build" }],
      ["dev", SOURCE],
    ]);
  });

  test("what a dispatch leads to, once more with one release changed: only that one is applied", () => {
    fc.assert(
      fc.property(
        arbitrary.database,
        arbitrary.dispatch,
        fc.nat(),
        (database, { source: _source, ...given }, pick) => {
          const options = { ...OPTIONS, force: true };
          const { database: stands } = applyDispatch(database, given, options);
          const changed = pick % given.releases.length;
          const releases = given.releases.map((one, index) =>
            index === changed ? { ...one, image: `${one.image}x` } : one,
          );
          const { results } = applyDispatch(stands, { ...given, releases }, options);
          expect(results.map(({ outcome }) => outcome)).toEqual(
            releases.map((_, index) => (index === changed ? "applied" : "unchanged")),
          );
        },
      ),
    );
  });

  describe("with a pin,", () => {
    const pin = { by: "carol", at: OPTIONS.at, reason: "audit" };
    const pinned: Database = {
      version: 1,
      releases: [
        { ...standing("v1", { pinned: PINNED }).releases[0]!, container: "api" },
        standing("v1").releases[0]!,
      ],
    };
    const apply = (image: string, force = false) =>
      applyReleases(
        pinned,
        ["api", "my-app"].map((container) => ({ ...release(image), container })),
        { ...OPTIONS, id: dispatch("x").id, order: "any", force, pin },
      );
    const pins = (database: Database) => database.releases.map((one) => one.pinned);

    test("a pin that stands keeps its reason, and a record without one is pinned", () => {
      const { results, database } = apply("v1");
      expect(results.map(({ outcome, reason }) => [outcome, reason])).toEqual([
        ["unchanged", "the record already says so"],
        ["applied", "pinned as it is"],
      ]);
      expect(pins(database)).toEqual([PINNED, pin]);
    });

    test.each([
      ["before its end", "2026-11-21T03:00:01Z", ["unchanged", "the record already says so"], "incident 42"],
      ["at its end", OPTIONS.at, ["applied", "it was pinned by alice: incident 42"], "audit"],
    ])("a pin with an end, %s", (_when, until, result, reason) => {
      const database = standing("v1", { pinned: { ...PINNED, until } });
      const options = { ...OPTIONS, id: dispatch("x").id, order: "any", pin } as const;
      const after = applyReleases(database, [release("v1")], options);
      expect(after.results.map((one) => [one.outcome, one.reason])).toEqual([result]);
      expect(after.database.releases.map(({ pinned }) => pinned?.reason)).toEqual([reason]);
    });

    test("a pin that stands holds another image, and only force writes both", () => {
      expect(apply("v2").results.map(({ outcome }) => outcome)).toEqual(["held", "applied"]);
      expect(pins(apply("v2").database)).toEqual([PINNED, pin]);
      expect(apply("v2", true).results.map(({ outcome }) => outcome)).toEqual(["applied", "applied"]);
      expect(pins(apply("v2", true).database)).toEqual([pin, pin]);
    });
  });

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

  test("remembers the newest build only where the source does not tell", () => {
    const after = (...given: readonly ReceivedDispatch[]) =>
      given.reduce((database, one) => applyDispatch(database, one, OPTIONS).database, EMPTY).releases[0];
    const build = { repository: "acme/my-app", run_id: 10, run_attempt: 1 };
    expect(after(dispatch("v1", {}))).not.toHaveProperty("newest_builds");
    expect(after(dispatch("v1", {}), dispatch("v2"))).toMatchObject({ newest_builds: [build] });
    expect(after(dispatch("v1", {}), dispatch("v2"), dispatch("v0", { run_id: 9 }))?.image).toBe(
      "ghcr.io/acme/my-app:v2",
    );
    expect(after(dispatch("v1", {}), dispatch("v2"), dispatch("v3", { run_id: 11 }))).not.toHaveProperty(
      "newest_builds",
    );
  });
});

describe("a place that is closed by its past", () => {
  const gone = { by: "carol", at: "2026-11-20T00:00:00Z", reason: "no longer needed" };
  const place = { container: "my-app", channel: "dev" };
  const retired = [
    { ...place, channel: "prod", ...gone },
    { ...place, ...gone },
  ];
  const asked = (database: Database, more: Partial<Options> = {}) =>
    applyDispatch(database, dispatch("v1", {}), { ...OPTIONS, ...more });

  test("takes nothing, unless it was filled since or somebody brings it back", () => {
    expect(asked({ ...EMPTY, retired }).results).toMatchObject([
      {
        outcome: "held",
        reason: "my-app in dev was retired by carol on 2026-11-20T00:00:00Z: no longer needed",
      },
    ]);
    expect(asked({ ...standing("v0"), retired }).results).toMatchObject([{ outcome: "applied", reason: "" }]);
    const back = asked({ ...EMPTY, retired }, { bringsBack: true });
    expect(back.results).toMatchObject([{ outcome: "applied", reason: "" }]);
    expect(back.database.retired).toEqual(retired.slice(0, 1));
  });

  test("and whoever brings it back ends the pin of a rollback, and no other", () => {
    const own = { ...PINNED, reason: "rolled back, until /deploy resume" };
    const [kept] = asked(standing("v0", { pinned: own })).results;
    expect(kept?.outcome).toBe("held");
    const back = asked(standing("v0", { pinned: own }), { bringsBack: true });
    expect(back.results).toMatchObject([{ outcome: "applied", reason: "" }]);
    expect(back.database.releases[0]?.pinned).toBeUndefined();
    const held = asked(standing("v0", { pinned: PINNED }), { bringsBack: true });
    expect(held.results).toMatchObject([{ outcome: "held" }]);
  });

  test("a frozen place says all that holds it", () => {
    const policy = { version: 1 as const, freezes: [{ channel: "dev", by: "dan", reason: "sale" }] };
    expect(asked({ ...EMPTY, retired }, { policy }).results[0]?.reason).toMatch(
      /: no longer needed; and dev is frozen by dan: sale$/,
    );
    expect(asked(standing("v0", { pinned: PINNED }), { policy }).results[0]?.reason).toMatch(
      /^the record was pinned by alice .*: incident 42; and dev is frozen by dan: sale$/,
    );
  });
});

test("a release without a build, a digest or a config has none of these fields", () => {
  const { database } = applyReleases(EMPTY, [release("v1")], { ...OPTIONS, id: "x", order: "ever" });
  expect(Object.keys(database.releases[0] ?? {})).toEqual([
    "container",
    "channel",
    "image",
    "released_at",
    "released_by",
    "dispatch_id",
  ]);
});

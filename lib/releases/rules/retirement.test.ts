import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseDatabase, recordKey, serializeDatabase } from "../documents/database.ts";
import type { Database, ReleaseRecord, Source } from "../generated/schema.generated.ts";
import * as arbitrary from "../testing/arbitraries.ts";
import { applyReleases, sourced, type ReleaseOptions } from "./apply.ts";
import { OPEN_POLICY } from "./policy.ts";
import { retire, retiredPlaces, type Retirement, type RetireOptions } from "./retirement.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const AT = "2026-11-21T03:00:00Z";
const OPTIONS: RetireOptions = { by: "octocat", at: AT, reason: "moved", force: false, policy: OPEN_POLICY };
const RELEASE: ReleaseOptions = { ...OPTIONS, id: ID, order: "ever" };
const SOURCE: Source = {
  repository: "acme/my-app",
  sha: "1a2b3c4d".repeat(5),
  ref: "refs/heads/main",
  run_id: 10,
  run_attempt: 1,
};
const REASON = `my-app in prod was retired by octocat on ${AT}: moved`;

const record = (container: string, channel: string, fields: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  container,
  channel,
  image: `ghcr.io/acme/${container}:v1`,
  released_at: "2026-11-20T00:00:00Z",
  released_by: "bob",
  dispatch_id: ID,
  ...fields,
});
const DATABASE: Database = {
  version: 1,
  releases: [
    record("my-app", "dev"),
    record("my-app", "prod", {
      source: SOURCE,
      newest_builds: [
        { repository: "acme/old", repository_id: 3, run_id: 3, run_attempt: 1 },
        { repository: "acme/claimed", run_id: 4, run_attempt: 1 },
      ],
    }),
    record("my-app-api", "prod"),
  ],
};
const retired = (retirement: Retirement, options = OPTIONS, database = DATABASE) =>
  retire(database, retiredPlaces(database, retirement), options);
const PROD: Retirement = { containers: ["my-app"], channel: "prod" };
const keys = ({ releases }: Database) => releases.map(recordKey);

describe("retiring", () => {
  test("one channel of a container takes its record out and leaves a tombstone with the order of its proved builds", () => {
    const { database, results } = retired(PROD);
    expect(keys(database)).toEqual(["my-app dev", "my-app-api prod"]);
    expect(database.retired).toEqual([
      {
        container: "my-app",
        channel: "prod",
        by: "octocat",
        at: AT,
        reason: "moved",
        newest_builds: [{ repository: "acme/old", repository_id: 3, run_id: 3, run_attempt: 1 }],
      },
    ]);
    expect(results).toEqual([
      {
        container: "my-app",
        channel: "prod",
        outcome: "applied",
        reason: "",
        before: "ghcr.io/acme/my-app:v1",
        after: null,
      },
    ]);
  });

  test.each<[string, Retirement, string[]]>([
    [
      "a container takes it out of every channel",
      { containers: ["my-app"], channel: undefined },
      ["my-app-api prod"],
    ],
    ["a whole channel takes all out of it", { containers: "*", channel: "prod" }, ["my-app dev"]],
  ])("%s", (_name, retirement, left) => {
    expect(keys(retired(retirement).database)).toEqual(left);
  });

  test("twice changes nothing, and says who did it first", () => {
    const { database } = retired(PROD);
    const again = retired(PROD, { ...OPTIONS, by: "bob" }, database);
    expect(again.database).toBe(database);
    expect(again.results).toMatchObject([{ outcome: "unchanged", reason: REASON }]);
  });

  test.each<[string, Retirement, string]>([
    [
      "a container that is not there",
      { containers: ["my-ap"], channel: "prod" },
      "there is no my-ap in prod (did you mean my-app?): its containers are my-app, my-app-api",
    ],
    [
      "a channel that is not there",
      { containers: "*", channel: "stage" },
      "there is no release in stage, so there is nothing to retire",
    ],
  ])("%s is refused", (_name, retirement, message) => {
    expect(() => retired(retirement)).toThrow(message);
  });

  test("what is pinned or frozen is held, but for force", () => {
    const pinned = { by: "alice", at: "2026-11-20T00:00:00Z", reason: "incident 42" };
    const database: Database = { version: 1, releases: [record("my-app", "prod", { pinned })] };
    const policy = { version: 1, freezes: [{ channel: "prod", by: "alice", reason: "x" }] } as const;
    const options = { ...OPTIONS, policy: { ...policy, freezes: [...policy.freezes] } };
    const hold =
      "the record was pinned by alice on 2026-11-20T00:00:00Z: incident 42; and prod is frozen by alice: x";
    const held = retired(PROD, options, database);
    expect(held.results).toMatchObject([{ outcome: "held", reason: hold }]);
    expect(held.database).toBe(database);
    const forced = retired(PROD, { ...options, force: true }, database);
    expect(forced.results).toMatchObject([{ outcome: "applied", reason: `forced, although ${hold}` }]);
    expect(forced.database.releases).toEqual([]);
  });
});

describe("what was retired", () => {
  const { database } = retired(PROD);
  const release = { container: "my-app", channel: "prod", image: "ghcr.io/acme/my-app:v2" };
  const apply = (source: Partial<Source> | undefined, force = false) =>
    applyReleases(database, sourced([release], source && { ...SOURCE, ...source }), { ...RELEASE, force });

  test.each<[string, Partial<Source> | undefined]>([
    ["a late run again", { run_attempt: 2 }],
    ["an older build", { run_id: 9 }],
    ["a newer build", { run_id: 11 }],
    ["another repository's build", { repository: "acme/other", run_id: 1 }],
    ["a person's release", undefined],
  ])("is not brought back by %s", (_name, source) => {
    const { results, changed } = apply(source);
    expect(results).toMatchObject([{ outcome: "held", reason: REASON }]);
    expect(changed).toBe(false);
  });

  test("keeps nothing else out", () => {
    const other = { container: "my-app", channel: "dev", image: "ghcr.io/acme/my-app:v2" };
    const { results, database: after } = applyReleases(database, [other], RELEASE);
    expect(results).toMatchObject([{ outcome: "applied" }]);
    expect(after.retired).toEqual(database.retired);
  });

  describe("is released again on purpose, with force: its tombstone goes", () => {
    const proof = { repository_id: 7 };
    const provedDatabase: Database = {
      ...DATABASE,
      releases: DATABASE.releases.map((one) =>
        one.source === undefined ? one : { ...one, source: { ...SOURCE, ...proof } },
      ),
    };
    const outcomeOf = (database: Database, source: Partial<Source>) =>
      applyReleases(database, sourced([release], { ...SOURCE, ...source }), RELEASE).results[0]?.outcome;
    const back = (given: Database, source?: Source) => {
      const { database } = retired(PROD, OPTIONS, given);
      const { results, database: after } = applyReleases(database, sourced([release], source), {
        ...RELEASE,
        force: true,
      });
      expect(results).toMatchObject([
        { outcome: "applied", reason: `forced, although ${REASON}`, before: null },
      ]);
      expect(after).not.toHaveProperty("retired");
      return after;
    };

    test("and the order of proved builds stays", () => {
      const after = back(provedDatabase);
      expect(outcomeOf(after, { ...proof, run_id: 9 })).toBe("superseded");
      expect(outcomeOf(after, { ...proof, run_id: 11 })).toBe("applied");
    });

    test("and an order that was only claimed ends, as with every force", () => {
      const after = back(DATABASE);
      expect(
        after.releases.find((one) => one.channel === "prod" && one.container === "my-app"),
      ).toMatchObject({ newest_builds: [{ repository: "acme/old", repository_id: 3 }] });
      expect(outcomeOf(after, { run_id: 9 })).toBe("applied");
      // It begins with the build that came back.
      const claimed = back(DATABASE, { ...SOURCE, run_id: 8 });
      expect([7, 9].map((run_id) => outcomeOf(claimed, { run_id, sha: "f".repeat(40) }))).toEqual([
        "superseded",
        "applied",
      ]);
    });
  });

  test("survives what is written and read, in order", () => {
    const both = retired({ containers: ["my-app-api", "my-app"], channel: undefined }).database;
    const text = serializeDatabase(both);
    expect(serializeDatabase(parseDatabase(text, "db.json"))).toBe(text);
    expect(parseDatabase(text, "db.json").retired?.map(recordKey)).toEqual([
      "my-app dev",
      "my-app prod",
      "my-app-api prod",
    ]);
  });

  test("stands in the file once", () => {
    const [stone] = database.retired ?? [];
    const text = JSON.stringify({ ...database, retired: [stone, stone] });
    expect(() => parseDatabase(text, "db.json")).toThrow(
      "retired[1] repeats my-app in prod, which is retired[0]: keep one",
    );
  });
});

test("whatever is retired, no build brings it back, and nothing else changes", () => {
  fc.assert(
    fc.property(
      arbitrary.database,
      arbitrary.dispatch,
      ({ retired: _none, ...given }, { releases, source, id }) => {
        const places = given.releases.map(({ container, channel }) => ({ container, channel })).slice(0, 3);
        const { database } = retire(given, places, { ...OPTIONS, force: true });
        const gone = new Set(places.map(recordKey));
        expect(keys(database)).toEqual(keys(given).filter((key) => !gone.has(key)));
        const after = applyReleases(database, sourced(releases, source), { ...RELEASE, id });
        expect(keys(after.database).filter((key) => gone.has(key))).toEqual([]);
        expect(after.database.retired).toEqual(database.retired);
      },
    ),
  );
});

test.each<[string, Partial<RetireOptions>]>([
  ["a freeze", { policy: { version: 1, freezes: [{ channel: "prod", by: "dan", reason: "sale" }] } }],
  ["a lock", { locks: [{ channel: "prod", owner: "carol", at: AT, reason: "incident 7" }] }],
  ["a channel of the server", { policy: { version: 1, server_only: ["prod"] } }],
])("%s holds a record that nobody has pinned, and no other channel's", (_what, gates) => {
  const { results } = retired({ containers: ["my-app"], channel: undefined }, { ...OPTIONS, ...gates });
  expect(results.map(({ channel, outcome }) => [channel, outcome])).toEqual([
    ["dev", "applied"],
    ["prod", "held"],
  ]);
});

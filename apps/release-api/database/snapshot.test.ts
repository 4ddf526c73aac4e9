import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { serializeDatabase } from "../../../lib/releases/documents/database.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { database, policy } from "../../../lib/releases/testing/arbitraries.ts";
import { databaseText, file, record } from "../testing/files.ts";
import { differencesBetween } from "./differences.ts";
import { load } from "./load.ts";
import { select, type Selection } from "./select.ts";
import { Snapshot } from "./snapshot.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const filesOf = (text: string | undefined, policyText?: string) => ({
  database: file("db.json", text),
  policy: file("policy.json", policyText),
});

function snapshotOf(text: string, policyText?: string, now = NOW): Snapshot {
  const loaded = load(filesOf(text, policyText), undefined, now);
  if (loaded.kind !== "loaded") throw new Error(JSON.stringify(loaded));
  return new Snapshot(loaded.data, new Date(0));
}

const ALL: Selection = { containers: [], channels: [], after: undefined, limit: 1000 };
const releasesIn = (json: Buffer) => JSON.parse(`[${json.toString()}]`) as ReleaseRecord[];

/** What a selection means, said in the simplest way. */
function expected(
  records: readonly ReleaseRecord[],
  { containers, channels }: Selection,
): readonly ReleaseRecord[] {
  const fits = ({ container, channel }: ReleaseRecord): boolean =>
    (containers.length === 0 ||
      containers.some((name) =>
        name.endsWith("*") ? container.startsWith(name.slice(0, -1)) : container === name,
      )) &&
    (channels.length === 0 || channels.includes(channel));
  return (
    JSON.parse(serializeDatabase({ version: 1, releases: [...records] })) as { releases: ReleaseRecord[] }
  ).releases.filter(fits);
}

const selection = fc.record({
  containers: fc.array(fc.constantFrom("api", "worker", "my-app", "a*", "my*", "*", "none", "z*"), {
    maxLength: 3,
  }),
  channels: fc.array(fc.constantFrom("dev", "stage", "prod", "none"), { maxLength: 2 }),
  limit: fc.integer({ min: 1, max: 4 }),
});

test("pages put together are all that fits, in order, each record once", () => {
  fc.assert(
    fc.property(database, selection, (data, chosen) => {
      const snapshot = snapshotOf(JSON.stringify(data));
      const found: ReleaseRecord[] = [];
      let after: Selection["after"];
      for (;;) {
        const page = select(snapshot, { ...chosen, after });
        const wanted = expected(data.releases, { ...chosen, after: undefined });
        expect(page.total).toBe(wanted.length);
        found.push(...releasesIn(page.json));
        if (page.last === undefined) {
          expect(found).toEqual(wanted);
          return;
        }
        after = page.last;
      }
    }),
  );
});

test("what several names and prefixes mean is there once, however they lie within each other", () => {
  const names = ["app", "app-api", "app-api-2", "app-web", "other"];
  const snapshot = snapshotOf(databaseText(names.map((name) => record(name, "dev"))));
  for (const containers of [
    ["app*", "app-api", "app-web"],
    ["app-web", "app-api*", "*", "other"],
    ["app-api", "app-web", "app*", "app-api"],
  ]) {
    const chosen = { ...ALL, containers };
    const { total, json } = select(snapshot, chosen);
    const found = releasesIn(json).map(({ container }) => container);
    expect([total, found]).toEqual([
      found.length,
      names.filter((name) => name !== "other" || containers.includes("*")),
    ]);
  }
});

test("every record is found by its name, as it stands in the file", () => {
  fc.assert(
    fc.property(database, (data) => {
      const snapshot = snapshotOf(JSON.stringify(data));
      for (const release of data.releases) {
        const place = snapshot.find(release.container, release.channel);
        expect(snapshot.json(place, place + 1).toString()).toBe(JSON.stringify(release));
      }
      expect(snapshot.find("api", "nowhere")).toBe(-1);
      expect(snapshot.size).toBe(data.releases.length);
    }),
  );
});

test("a cursor stays good when its record is gone", () => {
  const before = snapshotOf(
    databaseText([record("a", "dev"), record("b", "dev"), record("b", "prod"), record("c", "dev")]),
  );
  const { last } = select(before, { ...ALL, limit: 2 });
  const after = snapshotOf(databaseText([record("a", "dev"), record("b", "prod"), record("c", "dev")]));
  expect(releasesIn(select(after, { ...ALL, after: last }).json).map(({ container }) => container)).toEqual([
    "b",
    "c",
  ]);
});

/** A database and a later one: records of the first are kept, changed, removed, and others are new. */
const twoVersions = fc
  .tuple(
    database,
    database,
    fc.array(fc.constantFrom("keep", "change", "remove"), { minLength: 8, maxLength: 8 }),
  )
  .map(([first, other, fates]) => {
    const kept = first.releases.flatMap((release, index) => {
      if (fates[index] === "remove") return [];
      return fates[index] === "keep" ? [release] : [{ ...release, image: `${release.image}x` }];
    });
    const nameOf = ({ container, channel }: ReleaseRecord): string => `${container} ${channel}`;
    const taken = new Set(first.releases.map(nameOf));
    const fresh = other.releases.filter((release) => !taken.has(nameOf(release)));
    return [first, { ...other, releases: [...kept, ...fresh] }] as const;
  });

test("what has not changed is in no difference", () => {
  fc.assert(
    fc.property(twoVersions, ([first, second]) => {
      const after = snapshotOf(JSON.stringify(second));
      const { changed, removed } = differencesBetween(snapshotOf(JSON.stringify(first)), after);
      const isIn = (releases: readonly ReleaseRecord[], one: ReleaseRecord): boolean =>
        releases.some((other) => JSON.stringify(other) === JSON.stringify(one));
      expect(changed.map((place) => after.json(place, place + 1).toString()).sort()).toEqual(
        second.releases
          .filter((one) => !isIn(first.releases, one))
          .map((one) => JSON.stringify(one))
          .sort(),
      );
      expect(removed).toHaveLength(
        first.releases.filter(
          (one) =>
            !second.releases.some(
              ({ container, channel }) => container === one.container && channel === one.channel,
            ),
        ).length,
      );
    }),
  );
});

test("differences lead from one version to the other", () => {
  fc.assert(
    fc.property(twoVersions, ([first, second]) => {
      const before = snapshotOf(JSON.stringify(first));
      const after = snapshotOf(JSON.stringify(second));
      const { changed, removed, from, to } = differencesBetween(before, after);
      expect([from, to]).toEqual([before.version, after.version]);
      const records = new Map(
        first.releases.map((release) => [`${release.container} ${release.channel}`, JSON.stringify(release)]),
      );
      for (const { container, channel } of removed) records.delete(`${container} ${channel}`);
      for (const place of changed) {
        const { container, channel } = after.keyOf(place);
        records.set(`${container} ${channel}`, after.json(place, place + 1).toString());
      }
      const wanted = new Map(
        second.releases.map((release) => [
          `${release.container} ${release.channel}`,
          JSON.stringify(release),
        ]),
      );
      expect(records).toEqual(wanted);
    }),
  );
});

describe("channels", () => {
  const names = (snapshot: Snapshot) =>
    snapshot.channels.map(({ name, listed }) => (listed ? name : `(${name})`));
  const records = [record("a", "prod"), record("a", "zoo"), record("a", "dev"), record("b", "canary")];

  test("come in the policy's order, with those behind it that only the database has", () => {
    const rules = JSON.stringify({ version: 1, channels: ["canary", "dev", "empty"] });
    expect(names(snapshotOf(databaseText(records), rules))).toEqual([
      "canary",
      "dev",
      "empty",
      "(prod)",
      "(zoo)",
    ]);
  });

  test("without a policy, in the order that builds release in by default", () => {
    expect(names(snapshotOf(databaseText(records)))).toEqual(["dev", "prod", "(canary)", "(zoo)"]);
  });

  test("any legal policy and database make channels that hold every release", () => {
    fc.assert(
      fc.property(database, policy, (data, rules) => {
        const snapshot = snapshotOf(JSON.stringify(data), JSON.stringify(rules));
        expect(snapshot.channels.reduce((sum, { releases }) => sum + releases, 0)).toBe(data.releases.length);
      }),
    );
  });
});

describe("a load", () => {
  test.each([
    ["nothing", undefined, "it does not exist"],
    ["an empty file", "", "not JSON"],
    ["half a file", databaseText([record("a", "dev")]).slice(0, 120), "not JSON"],
    ["another shape", '{ "version": 1, "releases": {} }', "releases is {}, but must be a list of releases"],
    ["a record twice", databaseText([record("a", "dev"), record("a", "dev")]), "repeats a in dev"],
  ])("of %s is broken, and says why", (_name, text, message) => {
    const loaded = load(filesOf(text), undefined, NOW);
    expect(loaded).toMatchObject({
      kind: "broken",
      problems: [{ document: "db.json", message: expect.stringContaining(message) }],
    });
  });

  test("of a broken policy is broken", () => {
    const loaded = load(filesOf(databaseText([]), '{ "version": 2 }'), undefined, NOW);
    expect(loaded).toMatchObject({ kind: "broken", problems: [{ document: "policy.json" }] });
  });

  test("has the version of both files, and says when it is known", () => {
    const text = databaseText([]);
    const plain = snapshotOf(text).version;
    expect(load(filesOf(text), plain, NOW)).toEqual({ kind: "unchanged" });
    expect(snapshotOf(text, '{ "version": 1 }').version).not.toBe(plain);
  });

  test("shows no pin that has ended, and is another version from then on", () => {
    const pinned = { by: "bob", at: "2026-11-21T00:00:00Z", reason: "r" };
    const text = databaseText([
      record("app", "dev", "v1", { pinned: { ...pinned, until: "2026-11-21T12:00:00Z" } }),
      record("app", "prod", "v1", { pinned: { ...pinned, until: "2026-11-21T13:00:00Z" } }),
      record("app", "stage", "v1", { pinned }),
    ]);
    const moments = ["11:59:59.999", "12:00:00", "13:00:00"].map((time) => {
      const snapshot = snapshotOf(text, undefined, Date.parse(`2026-11-21T${time}Z`));
      const records = releasesIn(select(snapshot, ALL).json);
      const channels = records.filter(({ pinned }) => pinned !== undefined).map(({ channel }) => channel);
      return { channels, version: snapshot.version, nextPinEnd: snapshot.nextPinEnd };
    });
    const hour = 3_600_000;
    expect(moments.map(({ channels }) => channels)).toEqual([
      ["dev", "prod", "stage"],
      ["prod", "stage"],
      ["stage"],
    ]);
    expect(moments.map(({ nextPinEnd }) => nextPinEnd)).toEqual([NOW, NOW + hour, undefined]);
    expect(new Set(moments.map(({ version }) => version)).size).toBe(3);
    expect(load(filesOf(text), moments[1]?.version, NOW + hour / 2)).toEqual({ kind: "unchanged" });
    // The files are the same, and what they say is not.
    expect(load(filesOf(text), moments[0]?.version, NOW)).toMatchObject({
      kind: "loaded",
      data: { version: moments[1]?.version },
    });
  });

  test("of a pin whose end does not exist is broken", () => {
    const pinned = { by: "bob", at: "2026-11-21T00:00:00Z", reason: "r", until: "2026-11-31T00:00:00Z" };
    const text = databaseText([record("app", "dev"), record("web", "dev", "v1", { pinned })]);
    expect(load(filesOf(text), undefined, NOW)).toMatchObject({
      kind: "broken",
      problems: [{ message: expect.stringContaining("a date that does not exist") }],
    });
  });
});

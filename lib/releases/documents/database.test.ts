import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import * as arbitrary from "../testing/arbitraries.ts";
import { chartAt, parseDatabase, placesOf, recordKey, serializeDatabase } from "./database.ts";

const RECORD = {
  container: "my-app",
  channel: "dev",
  image: "ghcr.io/acme/my-app:v1",
  released_at: "2026-11-21T02:00:00Z",
  released_by: "octocat",
  dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
};
const text = (...releases: readonly object[]): string =>
  JSON.stringify({ version: 1, releases }, undefined, 2);
const parse = (source: string) => () => parseDatabase(source, "db/db.json");

describe("serialising", () => {
  test("is stable: reading back and writing again gives the same bytes", () => {
    fc.assert(
      fc.property(arbitrary.database, (database) => {
        const once = serializeDatabase(database);
        expect(serializeDatabase(parseDatabase(once, "db.json"))).toBe(once);
      }),
    );
  });

  test("does not depend on the order of the records and the tombstones", () => {
    fc.assert(
      fc.property(arbitrary.database, (database) => {
        const { releases, retired } = database;
        const reversed = {
          ...database,
          releases: releases.toReversed(),
          ...(retired !== undefined && { retired: retired.toReversed() }),
        };
        expect(serializeDatabase(reversed)).toBe(serializeDatabase(database));
      }),
    );
  });

  test("keeps every field, known or not", () => {
    fc.assert(
      fc.property(arbitrary.database, (database) => {
        const back = JSON.parse(serializeDatabase(database)) as typeof database;
        const byKey = (record: object) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
        const sorted = (list: readonly object[] = []) => list.map((one) => JSON.stringify(byKey(one))).sort();
        expect(sorted(back.releases)).toEqual(sorted(database.releases));
        expect(sorted(back.retired)).toEqual(sorted(database.retired));
        expect(Object.keys(back).sort()).toEqual(Object.keys(database).sort());
      }),
    );
  });

  test("sorts by container, then channel, and puts the known keys first", () => {
    const unsorted = text(
      { ...RECORD, channel: "prod" },
      { extra: true, ...RECORD },
      { ...RECORD, container: "a" },
    );
    const releases = (JSON.parse(serializeDatabase(parse(unsorted)())) as { releases: (typeof RECORD)[] })
      .releases;
    expect(releases.map(({ container, channel }) => `${container} ${channel}`)).toEqual([
      "a dev",
      "my-app dev",
      "my-app prod",
    ]);
    expect(Object.keys(releases[1] ?? {}).at(-1)).toBe("extra");
  });

  test("ends with one newline and indents by two spaces", () => {
    expect(serializeDatabase({ version: 1, releases: [] })).toBe('{\n  "version": 1,\n  "releases": []\n}\n');
  });
});

describe("parsing refuses, with line and column,", () => {
  test.each([
    ["no JSON", '{\n  "version": 1,\n  "releases": [}\n', "db/db.json:3:16: not JSON: value expected"],
    ["an end too soon", '{ "version": 1', "db/db.json:1:15: not JSON: close brace expected"],
    [
      "merge conflict marks",
      '{\n<<<<<<< HEAD\n"version": 1 }',
      "db/db.json:2:1: not JSON: this is a git conflict marker: resolve the merge conflict",
    ],
    [
      "a byte order mark",
      '\uFEFF{ "version": 1, "releases": [] }',
      "db/db.json:1:1: not JSON: it starts with a byte order mark",
    ],
    [
      "a key twice",
      '{ "version": 1,\n  "releases": [{}],\n  "releases": [] }',
      'db/db.json:3:3: the key "releases" is here twice: keep one',
    ],
    [
      "a key twice in a file that is laid out as this suite writes it",
      '{\n  "version": 1,\n  "version": 1,\n  "releases": []\n}\n',
      'db/db.json:3:3: the key "version" is here twice: keep one',
    ],
    [
      "a number that JavaScript cannot keep, in such a file",
      '{\n  "version": 1,\n  "n": 12345678901234567890,\n  "releases": []\n}\n',
      "db/db.json:3:8: a number this large would change when written",
    ],
    [
      "a number that JavaScript cannot keep",
      '{ "version": 1, "releases": [], "n": 12345678901234567890 }',
      "db/db.json:1:38: a number this large would change when written",
    ],
    ["nothing at all", "", "db/db.json:1:1: not JSON: the file is empty"],
    ["blank lines alone", " \n\n", "db/db.json:1:1: not JSON: the file is empty"],
    [
      "a pointer of Git LFS",
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
      "db/db.json:1:1: not JSON: it is a pointer of Git LFS, and the content is elsewhere; take the file out of LFS in .gitattributes, and commit its content",
    ],
    [
      "a symbolic link",
      "../other/db.json",
      "db/db.json:1:1: not JSON: it is a symbolic link to ../other/db.json; commit the file itself",
    ],
    ["null", "null", "db/db.json:1:1: it is null, but must be an object"],
    ["a list", "[1, 2]", "db/db.json:1:1: it is a list of 2, but must be an object"],
    ["another version", '{ "version": 2, "releases": [] }', "db/db.json:1:14: version is 2, but must be 1"],
    ["a missing field", '{ "version": 1 }', "db/db.json:1:1: it lacks releases"],
    [
      "a wrong container",
      text({ ...RECORD, container: "My/App" }),
      'db/db.json:5:20: releases[0].container is "My/App", but must be lower-case letters and digits, with . _ - between them, at most 128 characters',
    ],
    [
      "an image without a tag",
      text(RECORD, { ...RECORD, channel: "prod", image: "ghcr.io/acme/my-app" }),
      'db/db.json:15:16: releases[1].image is "ghcr.io/acme/my-app", but it has no tag: write ghcr.io/acme/my-app:<tag>',
    ],
    [
      "the same container and channel twice",
      text(RECORD, RECORD),
      "db/db.json:12:5: releases[1] repeats my-app in dev, which is releases[0]: keep one",
    ],
  ])("%s", (_name, source, message) => {
    expect(parse(source)).toThrow(message);
  });

  test("and names ten problems at the most", () => {
    const wrong = Array.from({ length: 12 }, () => ({ ...RECORD, container: "A" }));
    expect(parse(text(...wrong))).toThrow(/… and 2 more$/);
    expect(parse(text(...wrong.slice(0, 11)))).toThrow(/… and 1 more$/);
    expect(parse(text(...wrong.slice(0, 10)))).not.toThrow(/ more$/);
  });
});

test("every list is sorted by name, then channel, and its entries begin with what they are about", () => {
  const written = {
    dispatch_id: RECORD.dispatch_id,
    released_by: "bob",
    released_at: "2026-11-30T10:00:00Z",
  };
  const by = { reason: "x", at: "2026-11-30T10:00:00Z", by: "carol" };
  const places = [
    { channel: "prod", config: "web" },
    { channel: "prod", config: "api" },
    { channel: "dev", config: "web" },
  ];
  const chart = {
    digest: `sha256:${"a".repeat(64)}`,
    version: "1.0.0",
    chart: "oci://ghcr.io/acme/charts/x",
  };
  const config = { sha: "a".repeat(40), path: ".deploy/x.yaml", repository: "acme/x" };
  const database = {
    undeployed: places.map((place) => ({ ...by, ...place })),
    configs: places.map((place) => ({ ...written, ...config, ...place })),
    charts: places.map((place) => ({ ...written, ...chart, ...place })),
    retired: places.map(({ config: container, channel }) => ({ ...by, channel, container })),
    releases: [],
    version: 1 as const,
  };
  const text = serializeDatabase(database);
  const read = parseDatabase(text, "db.json");
  const names = (list: readonly { config: string; channel: string }[] = []) =>
    list.map(({ config, channel }) => `${config} ${channel}`);
  const sorted = ["api prod", "web dev", "web prod"];
  expect([names(read.charts), names(read.configs), names(read.undeployed)]).toEqual([sorted, sorted, sorted]);
  expect(read.retired?.map(recordKey)).toEqual(sorted);
  expect(Object.keys(JSON.parse(text))[0]).toBe("version");
  for (const list of [read.charts, read.configs, read.undeployed])
    expect(Object.keys(list?.[0] ?? {}).slice(0, 2)).toEqual(["config", "channel"]);
  expect(placesOf(read).map(recordKey)).toEqual([...sorted, ...sorted, ...sorted, ...sorted]);
  expect(chartAt(read, { config: "web", channel: "dev" })).toMatchObject({ config: "web", channel: "dev" });
  expect(chartAt(read, { config: "api", channel: "dev" })).toBeUndefined();
  expect(Object.keys(JSON.parse(serializeDatabase({ version: 1, releases: [] })))).toEqual([
    "version",
    "releases",
  ]);
});

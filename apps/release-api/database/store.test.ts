import { describe, expect, test } from "@jest/globals";
import { changeOf, Changes } from "../events/changes.ts";
import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import { databaseText, file, record } from "../testing/files.ts";
import { describeChannels } from "./channels.ts";
import { differencesBetween } from "./differences.ts";
import { load, type Loaded } from "./load.ts";
import { PinEnds } from "./pin-ends.ts";
import { Snapshot } from "./snapshot.ts";
import { Store } from "./store.ts";

const NOW = Date.parse("2026-11-30T10:00:00Z");
const loaded = (text: string, known?: string): Loaded =>
  load({ database: file("db.json", text), policy: file("policy.json", undefined) }, known, NOW);
const snapshotOf = (text: string) => {
  const found = loaded(text);
  if (found.kind !== "loaded") throw new Error(JSON.stringify(found));
  return new Snapshot(found.data, new Date(0));
};

describe("pins", () => {
  const pinned = (until?: string) => ({
    ...record("api", "prod", "v1"),
    pinned: { by: "carol", at: "2026-11-29T10:00:00Z", reason: "x", ...(until !== undefined && { until }) },
  });

  test("that have ended are gone, from their very end on, and the next end is known", () => {
    const pins = new PinEnds(NOW);
    const kept = [
      pinned(),
      pinned("2026-11-30T12:00:00Z"),
      pinned("2026-11-30T11:00:00Z"),
      record("web", "prod", "v1"),
    ];
    for (const one of kept) expect(pins.current(one)).toBe(one);
    expect(pins.current(pinned("2026-11-30T10:00:00Z"))).not.toHaveProperty("pinned");
    expect(pins.current(pinned("2026-11-30T09:00:00Z"))).not.toHaveProperty("pinned");
    expect(pins.ended).toEqual(["api prod", "api prod"]);
    expect(pins.nextEnd).toBe(Date.parse("2026-11-30T11:00:00Z"));
    expect(pins.hasImpossible).toBe(false);
    expect(new PinEnds(NOW).nextEnd).toBeUndefined();
  });

  test("that end on a day that does not exist are said to", () => {
    const pins = new PinEnds(NOW);
    pins.current(pinned("2026-11-31T10:00:00Z"));
    expect(pins.hasImpossible).toBe(true);
  });
});

describe("channels", () => {
  const records = { channelNames: ["qa", "prod", "alpha"], recordChannels: Uint32Array.from([0, 1, 1]) };
  const freeze = { channel: "prod", by: "alice", reason: "x" };

  test("are the policy's in its order, then the database's by name, each with its own freezes", () => {
    const policy = {
      version: 1 as const,
      channels: ["dev", "prod"],
      freezes: [freeze, { ...freeze, channel: "dev", by: "bob" }],
    };
    expect(describeChannels(records, policy)).toEqual([
      { name: "dev", position: 1, listed: true, releases: 0, freezes: [{ by: "bob", reason: "x" }] },
      { name: "prod", position: 2, listed: true, releases: 2, freezes: [{ by: "alice", reason: "x" }] },
      { name: "alpha", position: 3, listed: false, releases: 0, freezes: [] },
      { name: "qa", position: 4, listed: false, releases: 1, freezes: [] },
    ]);
  });

  test("are the usual ones that there are, without a policy", () => {
    expect(describeChannels(records, { version: 1 }).map(({ name, listed }) => [name, listed])).toEqual([
      ["prod", true],
      ["alpha", false],
      ["qa", false],
    ]);
  });
});

describe("the differences of two versions", () => {
  const before = snapshotOf(
    databaseText([record("api", "dev", "v1"), record("api", "prod", "v1"), record("web", "dev", "v1")]),
  );
  const after = snapshotOf(
    databaseText([record("api", "dev", "v2"), record("api", "prod", "v1"), record("job", "dev", "v1")]),
  );
  const differences = differencesBetween(before, after);

  test("are what is new, changed and gone, and nothing else", () => {
    expect(differences.changed.map((index) => after.keyOf(index))).toEqual([
      { container: "api", channel: "dev" },
      { container: "job", channel: "dev" },
    ]);
    expect(differences.removed).toEqual([{ container: "web", channel: "dev" }]);
    expect([differences.from, differences.to]).toEqual([before.version, after.version]);
    expect(differencesBetween(after, after)).toMatchObject({ changed: [], removed: [] });
  });

  test("are told one by one, or that there are too many", () => {
    const { event } = changeOf(differences, after);
    const data = JSON.parse(/^data: (.*)$/m.exec(event.toString())?.[1] ?? "");
    expect(data).toMatchObject({
      from: before.version,
      to: after.version,
      changed: [{ container: "api" }, { container: "job" }],
      removed: [{ container: "web", channel: "dev" }],
      complete: true,
    });
    const gone = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ container: `c${index}`, channel: "dev" }));
    const isComplete = (count: number) =>
      changeOf({ ...differences, removed: gone(count) }, after)
        .event.toString()
        .includes('"complete":true');
    expect([isComplete(498), isComplete(499)]).toEqual([true, false]);
  });
});

test("the latest 64 changes are known, and of two from one version the later", () => {
  const changes = new Changes();
  const event = Buffer.from("");
  for (let index = 0; index < 65; index += 1) changes.add({ from: `v${index}`, to: `v${index + 1}`, event });
  expect([changes.after("v0"), changes.after("v1")?.to, changes.after("v64")?.to]).toEqual([
    undefined,
    "v2",
    "v65",
  ]);
  changes.add({ from: "v64", to: "again", event });
  expect(changes.after("v64")?.to).toBe("again");
});

test("a cursor is read as it was written, and nothing else is one", () => {
  const place = { container: "my-app.v2_x", channel: "prod" };
  expect(decodeCursor(encodeCursor(place))).toEqual(place);
  for (const text of [
    "api",
    "api prod x",
    "API prod",
    "api ",
    " prod",
    `${"a".repeat(129)} prod`,
    `api ${"a".repeat(65)}`,
  ])
    expect(() => decodeCursor(Buffer.from(text).toString("base64url"))).toThrow(
      "cursor is not from a Link header",
    );
});

describe("a store", () => {
  const text = (tag: string) => databaseText([record("api", "prod", tag)]);
  const problem: Loaded = { kind: "broken", problems: [{ document: "db.json", path: "", message: "x" }] };

  test("keeps the last good version, and says what is wrong with the next", async () => {
    const answers = [
      problem,
      loaded(text("v1")),
      problem,
      { kind: "unchanged" } as const,
      loaded(text("v2")),
    ];
    const known: (string | undefined)[] = [];
    const store = new Store(async (version) => {
      known.push(version);
      return answers[known.length - 1] ?? problem;
    });
    const heard: (readonly [string, string | undefined])[] = [];
    store.onReload((reload, before) => heard.push([reload.kind, before?.version]));
    const states: unknown[] = [];
    while (states.length < answers.length) {
      const { kind } = await store.reload();
      states.push([kind, store.snapshot?.size, store.problems.length]);
    }
    expect(states).toEqual([
      ["broken", undefined, 1],
      ["loaded", 1, 0],
      ["broken", 1, 1],
      ["unchanged", 1, 0],
      ["loaded", 1, 0],
    ]);
    const first = known[2];
    expect(known).toEqual([undefined, undefined, first, first, first]);
    expect(heard).toEqual([
      ["broken", undefined],
      ["loaded", undefined],
      ["broken", first],
      ["unchanged", first],
      ["loaded", first],
    ]);
  });

  test("reads once for all who ask during a read, and no more once it is closed", async () => {
    let reads = 0;
    const store = new Store(async () => {
      reads += 1;
      return problem;
    });
    const first = store.reload();
    await Promise.resolve();
    await Promise.all([first, store.reload(), store.reload(), store.reload()]);
    expect(reads).toBe(2);
    store.close();
    expect(await store.reload()).toEqual({ kind: "stopped" });
    expect(reads).toBe(2);
  });
});

describe("the same files", () => {
  const text = databaseText([record("api", "prod", "v1")]);
  test("are one version, which is not loaded twice", () => {
    const found = loaded(text);
    const version = found.kind === "loaded" ? found.data.version : "";
    expect(loaded(text, version)).toEqual({ kind: "unchanged" });
    expect(loaded(text.replaceAll("\n", " \n"), version).kind).toBe("loaded");
    const policy = file("policy.json", '{"version":1}');
    expect(load({ database: file("db.json", text), policy }, version, NOW).kind).toBe("loaded");
  });

  test("that are none say so", () => {
    const none = load(
      { database: file("db.json", undefined), policy: file("policy.json", undefined) },
      undefined,
      NOW,
    );
    expect(none).toMatchObject({
      kind: "broken",
      problems: [{ document: "db.json", message: "it does not exist" }],
    });
    const policy = file("policy.json", "{");
    expect(load({ database: file("db.json", text), policy }, undefined, NOW)).toMatchObject({
      kind: "broken",
      problems: [{ document: "policy.json" }],
    });
  });
});

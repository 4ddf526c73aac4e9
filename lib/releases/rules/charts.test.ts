import { describe, expect, test } from "@jest/globals";
import { parseDatabase, serializeDatabase } from "../documents/database.ts";
import type { ChartRecord, Database, Policy } from "../generated/schema.generated.ts";
import { applyChart, type ChartChange } from "./charts.ts";
import { resume } from "./resume.ts";
import { pinUntilResume } from "./until-resume.ts";

const AT = "2026-11-30T10:00:00Z";
const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const CHART = "oci://ghcr.io/acme/charts/my-app";

const record = (channel: string, version: string, more: Partial<ChartRecord> = {}): ChartRecord => ({
  config: "my-app",
  channel,
  chart: CHART,
  version,
  digest: digest("1"),
  released_at: "2026-11-21T02:00:00Z",
  released_by: "octocat",
  dispatch_id: "11111111-3b12-4f6a-9d21-0a1b2c3d4e5f",
  ...more,
});

const database = (...charts: readonly ChartRecord[]): Database => ({
  version: 1,
  releases: [],
  charts: [record("dev", "1.5.0"), record("qa", "1.4.1", { config: "my-app-docs" }), ...charts],
});
const policy: Policy = { version: 1 };
const options = { policy, writer: "server", at: AT, by: "alice", id: ID } as const;
const to = { chart: CHART, version: "1.4.2", digest: digest("2") };
const change: ChartChange = { config: "my-app", channel: "qa", to };

test("A version replaces the one of its config and channel alone, and its record says who and when", () => {
  const before = database(record("qa", "1.4.1"));
  const { database: after, results, changed } = applyChart(before, change, options);
  expect(changed).toBe(true);
  expect(results).toEqual([
    {
      container: "my-app",
      channel: "qa",
      outcome: "applied",
      reason: "",
      before: `${CHART}:1.4.1`,
      after: `${CHART}:1.4.2`,
    },
  ]);
  expect(after.charts).toEqual([
    record("dev", "1.5.0"),
    record("qa", "1.4.1", { config: "my-app-docs" }),
    record("qa", "1.4.2", { digest: digest("2"), released_at: AT, released_by: "alice", dispatch_id: ID }),
  ]);
  // The file has them in order, and nothing of it is lost when it is read again.
  const read = parseDatabase(serializeDatabase(after), "db/db.json");
  expect(read.charts?.map(({ config, channel }) => `${config} ${channel}`)).toEqual([
    "my-app dev",
    "my-app qa",
    "my-app-docs qa",
  ]);
  expect(applyChart(read, change, options)).toMatchObject({
    changed: false,
    results: [{ outcome: "unchanged" }],
  });
});

test("The same version with another digest is another chart", () => {
  const before = database(record("qa", "1.4.2"));
  expect(applyChart(before, change, options).results).toMatchObject([{ outcome: "applied" }]);
});

test("What is undeployed leaves no record but who has done it, and comes back by a person's word alone", () => {
  const gone = { ...change, to: undefined };
  const { database: after } = applyChart(database(record("qa", "1.4.1")), gone, options);
  expect(after.charts).toEqual(database().charts);
  const { undeployed } = applyChart(database(record("qa", "1.4.1")), gone, {
    ...options,
    reason: "undeployed: too dear",
  }).database;
  expect(undeployed).toEqual([
    { config: "my-app", channel: "qa", by: "alice", at: AT, reason: "undeployed: too dear" },
  ]);
  const last = applyChart({ version: 1, releases: [], charts: [record("qa", "1.4.1")] }, gone, options);
  expect(last.database).toMatchObject({ undeployed: [{ reason: "undeployed" }] });
  expect(last.database).not.toHaveProperty("charts");
  expect(applyChart(database(), gone, options).changed).toBe(false);

  expect(applyChart(after, change, options).results).toMatchObject([
    { outcome: "held", reason: `my-app in qa was undeployed by alice on ${AT}: undeployed` },
  ]);
  expect(applyChart(after, { ...change, channel: "stag" }, options).changed).toBe(true);
  const back = applyChart(after, change, { ...options, bringsBack: true }).database;
  expect(back).not.toHaveProperty("undeployed");
  expect(back.charts).toContainEqual(expect.objectContaining({ channel: "qa", version: "1.4.2" }));
});

describe("A rollback's pin", () => {
  const pin = pinUntilResume({ by: "alice", at: AT, reason: "my-app was rolled back" });
  const rolledBack = applyChart(database(record("qa", "1.5.0")), change, {
    ...options,
    pin,
    bringsBack: true,
  });

  test("goes with the version, and holds the next one", () => {
    expect(rolledBack.database.charts?.at(-1)).toMatchObject({ version: "1.4.2", pinned: pin });
    const next = { ...change, to: { ...to, version: "1.5.0" } };
    expect(applyChart(rolledBack.database, next, options).results).toMatchObject([
      { outcome: "held", reason: expect.stringContaining("until /deploy resume") },
    ]);
    const told = applyChart(rolledBack.database, next, { ...options, bringsBack: true });
    expect(told.database.charts?.at(-1)).not.toHaveProperty("pinned");
  });

  test("is set although the version runs already, and ends with a resume", () => {
    const pinned = applyChart(database(record("qa", "1.4.2", { digest: to.digest })), change, {
      ...options,
      pin,
    });
    expect(pinned.database.charts?.at(-1)).toMatchObject({ version: "1.4.2", pinned: pin });
    const both = {
      ...pinned.database,
      charts: [...(pinned.database.charts ?? []), record("stag", "1", { pinned: pin })],
    };
    const resumed = resume(both, { config: "my-app", channel: "qa" }, { by: "bob", at: AT });
    expect(resumed.lifted).toEqual([expect.stringContaining("my-app was rolled back, until /deploy resume")]);
    expect(resumed.results).toMatchObject([{ outcome: "applied", before: `${CHART}:1.4.2` }]);
    expect(resumed.database.charts?.map((one) => [one.channel, one.pinned])).toEqual([
      ["dev", undefined],
      ["qa", undefined],
      ["qa", undefined],
      ["stag", pin],
    ]);
  });

  test("is not ended by a resume where somebody has set it for a reason of their own", () => {
    const own = database(record("qa", "1.4.2", { pinned: { by: "bob", at: AT, reason: "incident" } }));
    const resumed = resume(own, { config: "my-app", channel: "qa" }, { by: "bob", at: AT });
    expect(resumed).toMatchObject({ changed: false, lifted: [] });
    const forced = applyChart(
      own,
      { ...change, to: { ...to, version: "1.5.0" } },
      { ...options, bringsBack: true },
    );
    expect(forced.results).toMatchObject([{ outcome: "held" }]);
  });
});

test.each<[string, Partial<ChartRecord>, Policy, string]>([
  [
    "a pin",
    { pinned: { by: "bob", at: AT, reason: "incident" } },
    policy,
    `the record was pinned by bob on ${AT}: incident`,
  ],
  [
    "a freeze",
    {},
    { ...policy, freezes: [{ channel: "qa", reason: "release week", by: "bob" }] },
    "release week",
  ],
])("%s holds it", (_name, more, held, because) => {
  const before = database(record("qa", "1.4.1", more));
  const applied = applyChart(before, change, { ...options, policy: held });
  expect(applied.changed).toBe(false);
  expect(applied.results).toMatchObject([{ outcome: "held", reason: expect.stringContaining(because) }]);
});

test.each<[string, Partial<typeof to>, string]>([
  ["the same", {}, "unchanged"],
  ["another chart of that version", { chart: `${CHART}-2` }, "applied"],
  ["another version with that digest", { version: "1.4.20" }, "applied"],
  ["another digest of that version", { digest: digest("3") }, "applied"],
])("%s is %s", (_what, more, outcome) => {
  const before = database(record("qa", "1.4.2", { digest: digest("2") }));
  const { results } = applyChart(before, { ...change, to: { ...to, ...more } }, options);
  expect(results).toMatchObject([{ outcome }]);
});

test("all that holds a chart is told, and each reason once", () => {
  const pinned = { by: "carol", at: AT, reason: "incident 7" };
  const freeze = { channel: "qa", by: "dan", reason: "sale" };
  const before = database(record("qa", "1.4.1", { pinned }));
  const { results } = applyChart(before, change, { ...options, policy: { version: 1, freezes: [freeze] } });
  expect(results).toMatchObject([
    {
      outcome: "held",
      reason: `the record was pinned by carol on ${AT}: incident 7; and qa is frozen by dan: sale`,
    },
  ]);
});

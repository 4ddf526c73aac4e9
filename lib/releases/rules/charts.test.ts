import { expect, test } from "@jest/globals";
import { parseDatabase, serializeDatabase } from "../documents/database.ts";
import type { ChartRecord, Database, Policy } from "../generated/schema.generated.ts";
import { applyChart, type ChartChange } from "./charts.ts";

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

test("What nobody runs any more leaves no record, and the last takes the list with it", () => {
  const gone = { ...change, to: undefined };
  const { database: after } = applyChart(database(record("qa", "1.4.1")), gone, options);
  expect(after.charts).toHaveLength(2);
  const last = applyChart({ version: 1, releases: [], charts: [record("qa", "1.4.1")] }, gone, options);
  expect(last.database).toEqual({ version: 1, releases: [] });
  expect(applyChart(database(), gone, options).changed).toBe(false);
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

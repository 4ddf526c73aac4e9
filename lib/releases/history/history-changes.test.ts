import { describe, expect, test } from "@jest/globals";
import type { Database, ReleaseRecord } from "../generated/schema.generated.ts";
import { historyChanges } from "./history-changes.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const NEXT = "11111111-1111-4111-8111-111111111111";
const DIGEST = `sha256:${"ab".repeat(32)}`;
const commit = (...lines: readonly string[]) => ({
  oid: "c".repeat(40),
  at: "2026-11-21T02:00:05Z",
  author: "acme-releases[bot]",
  message: ["release(app): dev → v2", "", ...lines].join("\n"),
});
const record = (tag: string, more: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  container: "app",
  channel: "prod",
  image: `ghcr.io/acme/app:${tag}`,
  released_at: "2026-11-21T02:00:00Z",
  released_by: "octocat",
  dispatch_id: ID,
  ...more,
});
/** Beside what a test changes, another place stays as it is. */
const other = record("v9", { channel: "dev" });
const database = (...releases: readonly ReleaseRecord[]): Database => ({
  version: 1,
  releases: [other, ...releases],
});
const pinned = { by: "alice", at: "2026-11-21T01:00:00Z", reason: "Incident 4211" };
const place = { container: "app", channel: "prod" };
const trace = { by: "carol", at: "2026-11-21T02:00:00Z", reason: "gone" };
const TRAILER = `Dispatch-Id: ${NEXT}`;
const again = record("v2", { dispatch_id: NEXT, released_by: "bob" });

describe("what became of a place", () => {
  const cases: readonly (readonly [
    kind: string,
    by: string,
    before: Database,
    after: Database,
    lines: readonly string[],
  ])[] = [
    ["release", "bob", database(), database(again), [TRAILER]],
    ["release", "bob", database(record("v1")), database(again), [TRAILER, "> Rolled-Back: true"]],
    ["promote", "bob", database(record("v1")), database(again), [TRAILER, "Promoted-From: dev"]],
    ["rollback", "bob", database(record("v1")), database(again), [TRAILER, "Rolled-Back: true"]],
    ["edit", "acme-releases[bot]", database(record("v1")), database(again), ["Rolled-Back: true"]],
    ["release", "bob", database(record("v2")), database(again), [TRAILER]],
    ["edit", "acme-releases[bot]", database(record("v2")), database(record("v2", { note: 1 })), []],
    ["pin", "alice", database(record("v2")), database({ ...again, pinned }), [TRAILER]],
    [
      "unpin",
      "dora",
      database(record("v2", { pinned })),
      database(again),
      [TRAILER, "Rolled-Back: true", "Released-By: dora"],
    ],
    ["unpin", "acme-releases[bot]", database(record("v2", { pinned })), database(record("v2")), []],
    ["remove", "acme-releases[bot]", database(record("v2")), database(), [TRAILER]],
    [
      "retire",
      "carol",
      database(record("v2")),
      { ...database(), retired: [{ ...place, ...trace }] },
      [TRAILER],
    ],
    [
      "undeploy",
      "carol",
      database(record("v2")),
      { ...database(), undeployed: [{ config: "app", channel: "prod", ...trace }] },
      [TRAILER],
    ],
    [
      "resume",
      "erin",
      { ...database(), undeployed: [{ config: "app", channel: "prod", ...trace }] },
      {
        ...database(),
        undeployed: [
          { config: "app", channel: "prod", ...trace, resumed: { by: "erin", at: "2026-11-22T00:00:00Z" } },
        ],
      },
      [TRAILER],
    ],
  ];
  test.each(cases)("%s by %s", (kind, by, before, after, lines) => {
    expect(historyChanges(commit(...lines), before, after)).toEqual([
      expect.objectContaining({ ...place, kind, by, committed_by: "acme-releases[bot]" }),
    ]);
  });
});

test("an entry says what ran and what runs, why, and which commit and dispatch did it", () => {
  const source = {
    repository: "acme/app",
    sha: "a".repeat(40),
    ref: "refs/heads/main",
    run_id: 7,
    run_attempt: 1,
  };
  const after = record("v2", { dispatch_id: NEXT, digest: DIGEST, source, pinned });
  const lines = [
    TRAILER,
    `Deploy-Request: ${ID}`,
    "Promoted-From: dev",
    "Reason: it is the week's release",
    "Forced: true",
  ];
  expect(historyChanges(commit(...lines), database(record("v1")), database(after))).toEqual([
    {
      at: "2026-11-21T02:00:05Z",
      ...place,
      kind: "promote",
      from: { image: "ghcr.io/acme/app:v1" },
      to: { image: "ghcr.io/acme/app:v2", digest: DIGEST, source },
      by: "octocat",
      committed_by: "acme-releases[bot]",
      commit: "c".repeat(40),
      dispatch_id: NEXT,
      request_id: ID,
      reason: "it is the week's release",
      promoted_from: "dev",
      forced: true,
      pinned,
    },
  ]);
});

test("charts and configs have a history, too, and the places come in order", () => {
  const chart = {
    config: "cache",
    channel: "prod",
    chart: "oci://ghcr.io/acme/charts/cache",
    version: "1.4.2",
    digest: DIGEST,
    released_at: "2026-11-21T02:00:00Z",
    released_by: "bob",
    dispatch_id: NEXT,
  };
  const config = {
    config: "alerts",
    channel: "prod",
    repository: "acme/alerts",
    path: ".deploy/alerts.yaml",
    sha: "b".repeat(40),
    released_at: "2026-11-21T02:00:00Z",
    released_by: "bob",
    dispatch_id: NEXT,
  };
  const after = { ...database(again), charts: [chart], configs: [config] };
  const found = historyChanges(commit(TRAILER), database(), after);
  expect(found.map(({ container, kind, to }) => [container, kind, to])).toEqual([
    ["alerts", "release", { repository: "acme/alerts", path: ".deploy/alerts.yaml", sha: "b".repeat(40) }],
    ["app", "release", { image: "ghcr.io/acme/app:v2" }],
    ["cache", "release", { chart: chart.chart, version: "1.4.2", digest: DIGEST }],
  ]);
});

test("what only keeps the order of builds is nobody's doing", () => {
  const before = { ...database(), retired: [{ ...place, ...trace }] };
  const builds = [{ repository: "acme/app", run_id: 9, run_attempt: 1 }];
  const after = { ...database(), retired: [{ ...place, ...trace, newest_builds: builds }] };
  expect(historyChanges(commit(TRAILER), before, after)).toEqual([]);
  expect(historyChanges(commit(TRAILER), before, before)).toEqual([]);
});

test("the first version of a database releases all that it has", () => {
  const found = historyChanges(commit(TRAILER), undefined, database(record("v1")));
  expect(found.map(({ channel, from }) => [channel, from])).toEqual([
    ["dev", null],
    ["prod", null],
  ]);
});

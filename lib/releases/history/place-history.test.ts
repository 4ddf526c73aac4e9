import { expect, test } from "@jest/globals";
import type { Database } from "../generated/schema.generated.ts";
import { entryAt, type PlaceEntry } from "./place-entry.ts";
import { pastEntries } from "./place-history.ts";
import type { RecordState } from "./record-history.ts";

const PLACE = { container: "my-app", channel: "dev" };
const NEAR = { container: "my-app", channel: "dev-2" };
const ID = (last: number): string => `5f0c0000-0000-4000-8000-00000000000${last}`;

const release = (last: number, place = PLACE) => ({
  ...place,
  image: `ghcr.io/acme/my-app:main-${last}`,
  released_at: "2026-11-28T10:00:00Z",
  released_by: "alice",
  dispatch_id: ID(last),
});
const config = (last: number, { container, channel } = PLACE) => ({
  config: container,
  channel,
  repository: "acme/my-app",
  path: ".deploy/my-app.yaml",
  sha: String(last).repeat(40),
  released_at: "2026-11-28T10:00:00Z",
  released_by: "bob",
  dispatch_id: ID(last),
});
const chart = (last: number, { container, channel } = PLACE) => ({
  config: container,
  channel,
  chart: "oci://ghcr.io/acme/charts/my-app",
  version: `1.0.${last}`,
  digest: `sha256:${"a".repeat(64)}`,
  released_at: "2026-11-28T10:00:00Z",
  released_by: "carol",
  dispatch_id: ID(last),
});
const tombstone = (by: string, place = PLACE) => ({ ...place, by, at: "2026-11-28T11:00:00Z", reason: "x" });
const undeployment = (by: string, { container, channel } = PLACE) => ({
  config: container,
  channel,
  by,
  at: "2026-11-28T12:00:00Z",
  reason: "x",
});
const database = (lists: Partial<Database>): Database => ({ version: 1, releases: [], ...lists });

test.each<[string, Database, PlaceEntry | undefined]>([
  ["nothing", database({ releases: [release(1, NEAR)], configs: [config(1, NEAR)] }), undefined],
  [
    "an image",
    database({ releases: [release(1, NEAR), release(2)], retired: [tombstone("dave", NEAR)] }),
    { kind: "image", record: release(2) },
  ],
  ["a config", database({ configs: [config(1, NEAR), config(2)] }), { kind: "config", record: config(2) }],
  ["a chart", database({ charts: [chart(1, NEAR), chart(2)] }), { kind: "chart", record: chart(2) }],
  [
    "an image that was retired",
    database({ retired: [tombstone("erin", NEAR), tombstone("dave")] }),
    { kind: "undeployed", trace: tombstone("dave") },
  ],
  [
    "a config that was undeployed",
    database({ undeployed: [undeployment("erin", NEAR), undeployment("dave")] }),
    { kind: "undeployed", trace: undeployment("dave") },
  ],
])("of %s", (_what, from, entry) => {
  expect(entryAt(from, PLACE)).toEqual(entry);
});

const state = (oid: string, lists: Partial<Database>): RecordState => ({
  commit: { oid, url: "", message: "" },
  record: undefined,
  entry: entryAt(database(lists), PLACE),
});

test("each deploy and each undeploy is told once, by the commit that made it", () => {
  const pinned = { ...release(2), pinned: { by: "dave", at: "2026-11-28T10:30:00Z", reason: "x" } };
  const resumed = { ...undeployment("dave"), resumed: { by: "erin", at: "2026-11-28T13:00:00Z" } };
  const past = pastEntries([
    state("g", { configs: [config(4)] }),
    state("f", { undeployed: [resumed] }),
    state("e", { undeployed: [undeployment("dave")] }),
    state("d", { configs: [config(3)] }),
    // A branch that was merged late shows the place as it was.
    state("c", { releases: [release(1)] }),
    state("b", { releases: [pinned] }),
    state("a", { releases: [release(2)] }),
    state("9", { releases: [release(1)] }),
    state("8", {}),
  ]);
  expect(past.map(({ entry, commit }) => [commit.oid, entry])).toEqual([
    ["g", { kind: "config", record: config(4) }],
    ["e", { kind: "undeployed", trace: resumed }],
    ["d", { kind: "config", record: config(3) }],
    ["a", { kind: "image", record: pinned }],
    ["9", { kind: "image", record: release(1) }],
  ]);
});

test.each<[string, Partial<Database>, Partial<Database>]>([
  [
    "an image's tag",
    { releases: [release(1)] },
    { releases: [{ ...release(1), image: "ghcr.io/acme/my-app:main-9" }] },
  ],
  [
    "an image's digest",
    { releases: [release(1)] },
    { releases: [{ ...release(1), digest: `sha256:${"b".repeat(64)}` }] },
  ],
  ["a config's commit", { configs: [config(1)] }, { configs: [{ ...config(1), sha: "9".repeat(40) }] }],
  [
    "a config's repository",
    { configs: [config(1)] },
    { configs: [{ ...config(1), repository: "acme/other" }] },
  ],
  ["a chart's version", { charts: [chart(1)] }, { charts: [{ ...chart(1), version: "1.0.9" }] }],
  [
    "a chart's digest",
    { charts: [chart(1)] },
    { charts: [{ ...chart(1), digest: `sha256:${"b".repeat(64)}` }] },
  ],
  ["who has undeployed", { undeployed: [undeployment("dave")] }, { undeployed: [undeployment("erin")] }],
])("%s makes another deploy, although the request is the same", (_what, before, after) => {
  expect(pastEntries([state("b", after), state("a", before)])).toHaveLength(2);
  expect(pastEntries([state("b", before), state("a", before)])).toHaveLength(1);
});

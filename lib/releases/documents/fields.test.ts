import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Database } from "../generated/schema.generated.ts";
import {
  BUILD_FIELDS,
  CHART_FIELDS,
  CONFIG_FIELDS,
  CONFIG_SOURCE_FIELDS,
  DATABASE_FIELDS,
  RECORD_FIELDS,
  SOURCE_FIELDS,
  TOMBSTONE_FIELDS,
  UNDEPLOYMENT_FIELDS,
  unknownFields,
} from "./fields.ts";

interface Schema {
  readonly properties: object;
  readonly $defs: Readonly<
    Record<
      | "record"
      | "tombstone"
      | "source"
      | "build"
      | "chartRecord"
      | "configRecord"
      | "configSource"
      | "undeployment",
      Schema
    >
  >;
}
const schema = JSON.parse(readFileSync("db/db.schema.json", "utf8")) as Schema;

test.each<[string, readonly string[], object]>([
  ["the database", DATABASE_FIELDS, schema.properties],
  ["a record", RECORD_FIELDS, schema.$defs.record.properties],
  ["a tombstone", TOMBSTONE_FIELDS, schema.$defs.tombstone.properties],
  ["a chart", CHART_FIELDS, schema.$defs.chartRecord.properties],
  ["a source", SOURCE_FIELDS, schema.$defs.source.properties],
  ["a build", BUILD_FIELDS, schema.$defs.build.properties],
  ["a config", CONFIG_FIELDS, schema.$defs.configRecord.properties],
  ["a release's config", CONFIG_SOURCE_FIELDS, schema.$defs.configSource.properties],
  ["an undeployment", UNDEPLOYMENT_FIELDS, schema.$defs.undeployment.properties],
])("the fields of %s are those of its schema", (_name, fields, properties) => {
  expect(Object.keys(properties).sort()).toEqual([...fields].sort());
});

describe("a field that this version does not know", () => {
  const BUILD = { repository: "acme/my-app", run_id: 1, run_attempt: 1 };
  const RECORD = {
    container: "my-app",
    channel: "dev",
    image: "ghcr.io/acme/my-app:v1",
    source: { ...BUILD, sha: "a".repeat(40), ref: "refs/heads/main" },
    newest_builds: [BUILD, BUILD],
    released_at: "2026-11-21T02:00:00Z",
    released_by: "octocat",
    dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  };
  const TOMBSTONE = { container: "old", channel: "dev", by: "bob", at: RECORD.released_at, reason: "gone" };
  const CHART = {
    config: "shop",
    channel: "dev",
    chart: "oci://ghcr.io/acme/charts/shop",
    version: "1.4.2",
    digest: `sha256:${"1".repeat(64)}`,
    released_at: RECORD.released_at,
    released_by: "octocat",
    dispatch_id: RECORD.dispatch_id,
  };
  const CONFIG_OF = { repository: "acme/my-app", path: ".deploy/my-app.yaml", sha: "c".repeat(40) };
  const CONFIG = {
    config: "settings",
    channel: "dev",
    repository: "acme/settings",
    path: ".deploy/settings.yaml",
    sha: "c".repeat(40),
    released_at: RECORD.released_at,
    released_by: "octocat",
    dispatch_id: RECORD.dispatch_id,
  };
  const UNDEPLOYMENT = {
    config: "old-settings",
    channel: "dev",
    by: "bob",
    at: RECORD.released_at,
    reason: "gone",
  };
  const database: Database = {
    version: 1,
    releases: [RECORD, RECORD],
    retired: [TOMBSTONE, TOMBSTONE],
    charts: [CHART, CHART],
    configs: [CONFIG, CONFIG],
    undeployed: [UNDEPLOYMENT, UNDEPLOYMENT],
  };
  const [record] = database.releases;
  const paths = (changed: object) =>
    unknownFields({ ...database, ...changed }).map(({ path, segments }) => [path, segments.length]);

  test.each<[string, object, number]>([
    ["retierd", { retierd: [] }, 1],
    ["releases[1].pined", { releases: [record, { ...RECORD, pined: {} }] }, 3],
    [
      "releases[1].source.workflow",
      { releases: [record, { ...RECORD, source: { ...RECORD.source, workflow: "ci" } }] },
      4,
    ],
    [
      "releases[1].newest_builds[1].sha",
      { releases: [record, { ...RECORD, newest_builds: [BUILD, { ...BUILD, sha: "x" }] }] },
      5,
    ],
    [
      "retired[1].newest_builds[0].ref",
      { retired: [TOMBSTONE, { ...TOMBSTONE, newest_builds: [{ ...BUILD, ref: "x" }] }] },
      5,
    ],
    ["charts[1].tag", { charts: [CHART, { ...CHART, tag: "1.4.2" }] }, 3],
    ["releases[1].config.ref", { releases: [record, { ...RECORD, config: { ...CONFIG_OF, ref: "x" } }] }, 4],
    ["configs[1].image", { configs: [CONFIG, { ...CONFIG, image: "x" }] }, 3],
    [
      "undeployed[0].newest_builds[0].ref",
      { undeployed: [{ ...UNDEPLOYMENT, newest_builds: [{ ...BUILD, ref: "x" }] }] },
      5,
    ],
  ])("%s is told", (path, changed, depth) => {
    expect(paths(changed)).toEqual([[path, depth]]);
  });

  test("is none where all are known", () => {
    expect(unknownFields(database)).toEqual([]);
  });

  test("is named with what there is instead", () => {
    const [problem] = unknownFields(Object.assign(structuredClone(database), { retierd: [] }));
    expect(problem?.message).toBe(
      "retierd is unknown (did you mean retired?), so it is kept and has no effect; known fields are $schema, version, releases, retired, charts, configs, undeployed",
    );
  });
});

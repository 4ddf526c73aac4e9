import { describe, expect, test } from "@jest/globals";
import { parseDatabase } from "../../../lib/releases/documents/database.ts";
import type { Database, Policy } from "../../../lib/releases/generated/schema.generated.ts";
import { applyReleases, type SourcedRelease } from "../../../lib/releases/rules/apply.ts";
import { applyChart } from "../../../lib/releases/rules/charts.ts";
import { deployConfig } from "../../../lib/releases/rules/config-deploy.ts";
import { OPEN_POLICY } from "../../../lib/releases/rules/policy.ts";
import { planPromotion } from "../../../lib/releases/rules/promotion.ts";
import { resume } from "../../../lib/releases/rules/resume.ts";
import {
  AT,
  BUILD,
  changed,
  EDITORS_FIELD,
  fieldsOf,
  FORCE,
  generic,
  RELEASE,
  SHA,
  SOURCE,
} from "./schema-fields.ts";

describe("of the database", () => {
  const CONFIG = { repository: "acme/my-app", path: ".deploy/my-app.yaml", sha: SHA };
  const SETTINGS = { config: "settings", channel: "dev" };
  const RECORD = {
    ...RELEASE,
    image: "ghcr.io/acme/my-app:v1",
    digest: `sha256:${"a".repeat(64)}`,
    source: SOURCE,
    config: CONFIG,
    newest_builds: [{ repository: "acme/lib", repository_id: 9, run_id: 60, run_attempt: 2 }],
    released_at: "2026-11-20T00:00:00Z",
    released_by: "octocat",
    dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
    pinned: { by: "alice", at: "2026-11-20T01:00:00Z", reason: "incident", until: "2026-11-21T18:00:00Z" },
  };
  const database = {
    version: 1,
    releases: [{ ...RECORD, container: "other" }, RECORD],
    retired: [
      { container: "old", channel: "dev", by: "carol", at: AT, reason: "gone", newest_builds: [BUILD] },
    ],
    charts: [
      {
        config: "shop",
        channel: "prod",
        chart: "oci://ghcr.io/acme/charts/shop",
        version: "1.4.2",
        digest: RECORD.digest,
        released_at: RECORD.released_at,
        released_by: RECORD.released_by,
        dispatch_id: RECORD.dispatch_id,
        pinned: RECORD.pinned,
      },
    ],
    configs: [
      {
        ...SETTINGS,
        repository: "acme/settings",
        path: ".deploy/settings.yaml",
        sha: SHA,
        released_at: RECORD.released_at,
        released_by: RECORD.released_by,
        dispatch_id: RECORD.dispatch_id,
        pinned: RECORD.pinned,
      },
    ],
    undeployed: [
      { config: "gone", channel: "dev", by: "carol", at: AT, reason: "gone", newest_builds: [BUILD] },
      {
        config: "back",
        channel: "dev",
        by: "carol",
        at: AT,
        reason: "gone",
        resumed: { by: "dave", at: AT },
      },
    ],
  };
  /** Builds around those on record, proved and claimed. */
  const builds = [
    { ...SOURCE },
    ...[49, 51].map((run_id) => ({ ...SOURCE, run_id })),
    { ...SOURCE, run_attempt: 1 },
    { ...SOURCE, sha: "f".repeat(40) },
    ...[59, 60].map((run_id) => ({
      ...SOURCE,
      repository: "acme/lib",
      repository_id: 9,
      run_id,
      run_attempt: 1,
    })),
    ...["acme/my-app", "acme/lib"].map((repository) => ({
      repository,
      sha: SHA,
      ref: "refs/heads/main",
      run_id: 49,
      run_attempt: 1,
    })),
  ];
  const releases: readonly SourcedRelease[] = builds.flatMap((source) => [
    { ...RELEASE, source },
    { ...RELEASE, image: RECORD.image, digest: RECORD.digest, source },
    { ...RELEASE, image: RECORD.image, digest: RECORD.digest, source, config: CONFIG },
  ]);
  const policy: Policy = { version: 1, containers: { "my-app": { refs: { prod: ["main"] } } } };

  /** Everything the database decides: for each release alone, and for late builds after a retired container returns. */
  function decisions(document: object): string {
    const database: Database = parseDatabase(JSON.stringify(document), "db/db.json");
    const options = { ...FORCE, policy: OPEN_POLICY };
    const emptied = ["old", "gone", "back"].map((container) => ({ ...RELEASE, container }));
    const back = applyReleases(database, emptied, options).database;
    const late = builds.flatMap((source) => emptied.map((release) => ({ ...release, source })));
    const moments = [AT, "2026-11-21T17:30:00Z", "2026-11-22T00:00:00Z"];
    return JSON.stringify([
      moments.flatMap((at) =>
        [...releases, ...late].map((release) => [
          applyReleases(database, [release], { ...options, at, force: false }).results,
          applyReleases(back, [release], { ...options, at, force: false }).results,
        ]),
      ),
      moments.map((at) => {
        const to = { chart: "oci://ghcr.io/acme/charts/shop", version: "1.4.2", digest: RECORD.digest };
        const shop = { config: "shop", channel: "prod" };
        const options = { policy: OPEN_POLICY, at, by: "bob", id: SHA };
        return [to, undefined].map((one) => applyChart(database, { ...shop, to: one }, options).results);
      }),
      moments.map((at) => {
        const options = { policy: OPEN_POLICY, at, by: "bob", id: SHA };
        const places = ["settings", "gone", "back"].map((config) => ({ ...SETTINGS, config }));
        const from = { repository: "acme/settings", path: ".deploy/settings.yaml", sha: SHA };
        return places.map((place) => [
          deployConfig(database, { ...place, ...from }, options).results,
          resume(database, place, options).lifted,
        ]);
      }),
      [
        { config: "my-app", channel: RELEASE.channel },
        { config: "shop", channel: "prod" },
      ].map((place) => resume(database, place, { at: AT, by: "bob" }).lifted),
      promotion(database),
    ]);
  }

  function promotion(database: Database): unknown {
    const way = { containers: "*", from: "dev", to: "prod" } as const;
    try {
      return planPromotion({ database, policy }, way, {
        origin: { via: "inputs" },
        policyPath: "db/policy.json",
      });
    } catch (error) {
      return String(error);
    }
  }

  const others: Readonly<Record<string, unknown>> = {
    releases: [],
    "releases.1.container": "renamed",
    "releases.1.channel": "stage",
    "releases.1.image": "ghcr.io/acme/my-app:v0",
    "releases.1.digest": undefined,
    "releases.1.source": undefined,
    "releases.1.source.repository": "globex/my-app",
    "releases.1.source.repository_id": undefined,
    "releases.1.source.sha": "f".repeat(40),
    "releases.1.source.ref": "refs/heads/next",
    "releases.1.source.run_id": 48,
    "releases.1.source.run_attempt": 1,
    "releases.1.config": undefined,
    "releases.1.config.repository": "globex/my-app",
    "releases.1.config.path": ".deploy/my-app.yml",
    "releases.1.config.sha": "f".repeat(40),
    "releases.1.newest_builds": undefined,
    "releases.1.newest_builds.0.repository": "acme/lib-2",
    "releases.1.newest_builds.0.repository_id": 10,
    "releases.1.newest_builds.0.run_id": 58,
    "releases.1.newest_builds.0.run_attempt": 1,
    "releases.1.pinned": undefined,
    "releases.1.pinned.by": "bob",
    "releases.1.pinned.at": "2026-11-20T02:00:00Z",
    "releases.1.pinned.reason": "audit",
    "releases.1.pinned.until": "2026-11-21T17:00:00Z",
    "releases.1.pinned.until_resume": true,
    retired: undefined,
    "retired.0.container": "older",
    "retired.0.channel": "stage",
    "retired.0.by": "bob",
    "retired.0.at": "2026-11-20T00:00:00Z",
    "retired.0.reason": "moved",
    "retired.0.newest_builds": undefined,
    "retired.0.newest_builds.0.repository": "globex/my-app",
    "retired.0.newest_builds.0.repository_id": undefined,
    "retired.0.newest_builds.0.run_id": 48,
    "retired.0.newest_builds.0.run_attempt": 1,
    charts: [],
    "charts.0.config": "shop-2",
    "charts.0.channel": "stage",
    "charts.0.chart": "oci://ghcr.io/acme/charts/shop-2",
    "charts.0.version": "1.4.1",
    "charts.0.digest": `sha256:${"b".repeat(64)}`,
    "charts.0.pinned": undefined,
    "charts.0.pinned.by": "bob",
    "charts.0.pinned.at": "2026-11-20T02:00:00Z",
    "charts.0.pinned.reason": "audit",
    "charts.0.pinned.until": "2026-11-21T17:00:00Z",
    "charts.0.pinned.until_resume": true,
    configs: [],
    "configs.0.config": "settings-2",
    "configs.0.channel": "stage",
    "configs.0.repository": "acme/settings-2",
    "configs.0.path": ".deploy/settings.yml",
    "configs.0.sha": "f".repeat(40),
    "configs.0.pinned": undefined,
    "configs.0.pinned.by": "bob",
    "configs.0.pinned.at": "2026-11-20T02:00:00Z",
    "configs.0.pinned.reason": "audit",
    "configs.0.pinned.until": "2026-11-21T17:00:00Z",
    "configs.0.pinned.until_resume": true,
    undeployed: undefined,
    "undeployed.0.config": "gone-2",
    "undeployed.0.channel": "stage",
    "undeployed.0.by": "bob",
    "undeployed.0.at": "2026-11-20T00:00:00Z",
    "undeployed.0.reason": "moved",
    "undeployed.0.newest_builds": undefined,
    "undeployed.0.newest_builds.0.repository": "globex/my-app",
    "undeployed.0.newest_builds.0.repository_id": undefined,
    "undeployed.0.newest_builds.0.run_id": 48,
    "undeployed.0.newest_builds.0.run_attempt": 1,
    "undeployed.1.resumed": undefined,
  };
  /** They tell people when, by whom and with which dispatch: the release API and the dashboard show them. */
  const TOLD = [
    "releases.*.source.actor",
    "releases.*.source.sent_by",
    ...["releases", "charts", "configs"].flatMap((list) =>
      ["released_at", "released_by", "dispatch_id"].map((field) => `${list}.*.${field}`),
    ),
    "undeployed.*.resumed.by",
    "undeployed.*.resumed.at",
  ];
  /** A proved build is known by its repository's id, whatever its name. */
  const NAMES = new Set(["releases.1.source.repository", "releases.1.newest_builds.0.repository"]);

  test("every field is listed", () => {
    const known = ["version", EDITORS_FIELD, ...TOLD, ...Object.keys(others).map(generic)];
    expect(fieldsOf("db.schema.json").sort()).toEqual(known.sort());
  });

  test.each(Object.entries(others))("%s decides something", (path, value) => {
    const base = NAMES.has(path)
      ? changed(database, path.replace(/repository$/, "repository_id"), undefined)
      : database;
    expect(decisions(changed(base, path, value)) === decisions(base)).toBe(false);
  });

  test("another version is refused", () => {
    expect(() => decisions({ ...database, version: 2 })).toThrow("version is 2");
  });
});

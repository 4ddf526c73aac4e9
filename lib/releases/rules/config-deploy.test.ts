import { describe, expect, test } from "@jest/globals";
import { parseDatabase, serializeDatabase } from "../documents/database.ts";
import type { ConfigRecord, Database, ReleaseRecord } from "../generated/schema.generated.ts";
import { applyReleases } from "./apply.ts";
import { deployConfig, undeployConfig, type ConfigDeployOptions } from "./config-deploy.ts";
import { resume } from "./resume.ts";
import { retire } from "./retirement.ts";
import { isResumed, stopOf } from "./undeployment.ts";
import { isUntilResume, pinUntilResume } from "./until-resume.ts";

const AT = "2026-11-30T10:00:00Z";
const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const sha = (digit: string) => digit.repeat(40);
const PLACE = { config: "settings", channel: "dev" };
const SOURCE = { repository: "acme/settings", path: ".deploy/settings.yaml" };
const RECORD: ConfigRecord = {
  ...PLACE,
  ...SOURCE,
  sha: sha("1"),
  released_at: "2026-11-29T10:00:00Z",
  released_by: "bob",
  dispatch_id: "11111111-1111-4111-8111-111111111111",
};
/** The same config elsewhere, and a container of nearly its name. */
const NEAR: ConfigRecord = { ...RECORD, channel: "prod" };
const RELEASE: ReleaseRecord = {
  container: "settings-web",
  channel: "dev",
  image: "ghcr.io/acme/settings-web:main-1111111",
  released_at: "2026-11-29T10:00:00Z",
  released_by: "bob",
  dispatch_id: ID,
};
const DATABASE: Database = { version: 1, releases: [RELEASE], configs: [RECORD, NEAR] };
const options: ConfigDeployOptions = {
  policy: { version: 1 },
  at: AT,
  by: "alice",
  id: ID,
  writer: "server",
};
const deploy = { ...PLACE, ...SOURCE, sha: sha("2") };
const ROLLED_BACK = pinUntilResume({ by: "alice", at: AT, reason: "rolled back" });
const BY_HAND = { by: "carol", at: AT, reason: "incident 12" };

/** What is on record of the config in dev, after a write and a read. */
function written(database: Database) {
  const {
    configs = [],
    undeployed = [],
    releases,
    retired = [],
  } = parseDatabase(serializeDatabase(database), "db.json");
  const own = configs.find(({ config, channel }) => config === "settings" && channel === "dev");
  return { own, others: configs.length - (own === undefined ? 0 : 1), undeployed, releases, retired };
}

describe("a deploy", () => {
  test("says which commit runs, when, by whom and for which request, and touches nothing else", () => {
    const { database, results, changed } = deployConfig(DATABASE, deploy, options);
    expect(written(database)).toMatchObject({
      own: { ...SOURCE, sha: sha("2"), released_at: AT, released_by: "alice", dispatch_id: ID },
      others: 1,
      releases: [RELEASE],
    });
    expect(results).toEqual([
      { container: "settings", channel: "dev", outcome: "applied", reason: "", before: "config 1111111", after: "config 2222222" },
    ]);
    expect(changed).toBe(true);
    expect(deployConfig(database, deploy, options)).toMatchObject({ changed: false, results: [{ outcome: "unchanged" }] });
  }); // prettier-ignore

  test.each<readonly [string, Partial<ConfigDeployOptions>, object, string]>([
    ["a pin by hand", {}, { pinned: BY_HAND }, "the record was pinned by carol on 2026-11-30T10:00:00Z: incident 12"],
    ["a pin by hand, whoever asks", { bringsBack: true }, { pinned: BY_HAND }, "the record was pinned by carol on 2026-11-30T10:00:00Z: incident 12"],
    ["a rollback", {}, { pinned: ROLLED_BACK }, "the record was pinned by alice on 2026-11-30T10:00:00Z: rolled back, until /deploy resume"],
    ["a freeze", { policy: { version: 1, freezes: [{ channel: "dev", reason: "release week", by: "dave" }] } }, {}, "release week"],
    ["a lock", { locks: [{ config: "settings", reason: "moving", owner: "erin", at: AT }] }, {}, "settings in every channel was locked by erin on 2026-11-30T10:00:00Z: moving"],
  ])("is held by %s", (_what, more, record, reason) => {
    const database = { ...DATABASE, configs: [{ ...RECORD, ...record }, NEAR] };
    const { results, changed } = deployConfig(database, deploy, { ...options, ...more });
    expect(results).toMatchObject([{ outcome: "held", reason: expect.stringContaining(reason) }]);
    expect(changed).toBe(false);
  }); // prettier-ignore

  test("that a person asks for ends a rollback's pin, and keeps one that has ended out", () => {
    const database = { ...DATABASE, configs: [{ ...RECORD, pinned: ROLLED_BACK }, NEAR] };
    const applied = deployConfig(database, deploy, { ...options, bringsBack: true });
    expect(written(applied.database).own).not.toHaveProperty("pinned");
    const rolledBack = deployConfig(database, deploy, { ...options, bringsBack: true, pin: ROLLED_BACK });
    expect(written(rolledBack.database).own).toMatchObject({ sha: sha("2"), pinned: ROLLED_BACK });
  });
});

describe("what was undeployed", () => {
  const { database: gone } = undeployConfig(DATABASE, PLACE, { ...options, reason: "undeployed" });

  test("is on record, and comes back by a person's word alone", () => {
    expect(written(gone)).toMatchObject({
      own: undefined,
      others: 1,
      undeployed: [{ ...PLACE, by: "alice", at: AT, reason: "undeployed" }],
    });
    expect(deployConfig(gone, deploy, options).results).toMatchObject([
      { outcome: "held", reason: `settings in dev was undeployed by alice on ${AT}: undeployed` },
    ]);
    const back = deployConfig(gone, deploy, { ...options, bringsBack: true });
    expect(written(back.database)).toMatchObject({ own: { sha: sha("2") }, undeployed: [] });
    expect(undeployConfig(gone, PLACE, { ...options, reason: "again" }).changed).toBe(false);
  });

  test("may be deployed by itself again once somebody resumes it", () => {
    const place = { container: "settings", channel: "dev" };
    expect([stopOf(gone, place) === undefined, isResumed(gone, place)]).toEqual([false, false]);
    const { database, lifted } = resume(gone, PLACE, { by: "bob", at: AT });
    expect(lifted).toEqual([`settings in dev was undeployed by alice on ${AT}: undeployed`]);
    expect([stopOf(database, place) === undefined, isResumed(database, place)]).toEqual([true, true]);
    expect(resume(database, PLACE, { by: "bob", at: AT }).changed).toBe(false);
    expect(written(deployConfig(database, deploy, options).database)).toMatchObject({
      own: { sha: sha("2") },
      undeployed: [],
    });
  });

  test("holds an image of the same name as well", () => {
    const release = { ...RELEASE, container: "settings" };
    const by = { ...options, force: false, order: "ever", writer: undefined } as const;
    expect(applyReleases(gone, [release], by).results).toMatchObject([{ outcome: "held" }]);
  });
});

describe("resume", () => {
  const BUILD = { repository: "acme/web", repository_id: 7, run_id: 9, run_attempt: 1 };
  const source = { ...BUILD, sha: sha("b"), ref: "refs/heads/main" };

  test("ends a pin, and nothing else of the record", () => {
    const database = { ...DATABASE, releases: [{ ...RELEASE, pinned: ROLLED_BACK }, { ...RELEASE, channel: "qa", pinned: BY_HAND }] };
    const resumed = resume(database, { config: "settings-web", channel: "dev" }, { by: "bob", at: AT });
    expect(written(resumed.database).releases).toEqual([RELEASE, { ...RELEASE, channel: "qa", pinned: BY_HAND }]);
    const own = { ...DATABASE, configs: [{ ...RECORD, pinned: ROLLED_BACK }, { ...NEAR, pinned: ROLLED_BACK }] };
    const ended = resume(own, PLACE, { by: "bob", at: AT });
    expect(ended.database.configs).toEqual([RECORD, { ...NEAR, pinned: ROLLED_BACK }]);
    expect(resume(DATABASE, PLACE, { by: "bob", at: AT })).toMatchObject({ changed: false, lifted: [] });
    const byHand = { ...DATABASE, configs: [{ ...RECORD, pinned: BY_HAND }] };
    expect(resume(byHand, PLACE, { by: "bob", at: AT })).toMatchObject({ changed: false, lifted: [] });
  }); // prettier-ignore

  test("of an image leaves the pin of a config that is called the same", () => {
    const place = { container: "settings", channel: "dev" };
    const both = {
      ...DATABASE,
      releases: [RELEASE, { ...RELEASE, ...place, pinned: ROLLED_BACK }],
      configs: [{ ...RECORD, pinned: BY_HAND }, NEAR],
    };
    const { database, lifted } = resume(both, PLACE, { by: "bob", at: AT });
    expect(lifted).toEqual([`the record was pinned by alice on ${AT}: rolled back, until /deploy resume`]);
    expect(database.releases).toEqual([RELEASE, { ...RELEASE, ...place }]);
    expect(database.configs).toEqual(both.configs);
  });

  test("of what was retired lets builds in again, and none that is older", () => {
    const place = { container: "settings-web", channel: "dev" };
    const released = { ...DATABASE, releases: [{ ...RELEASE, source }] };
    const retired = retire(released, [place], { ...options, reason: "undeployed", force: false }).database;
    const by = { ...options, force: false, order: "ever", writer: undefined } as const;
    const build = (run_id: number) => ({ ...RELEASE, image: `ghcr.io/acme/settings-web:${run_id}`, source: { ...source, run_id } });
    expect(applyReleases(retired, [build(10)], by).results).toMatchObject([{ outcome: "held" }]);
    const { database } = resume(retired, { config: "settings-web", channel: "dev" }, { by: "bob", at: AT });
    expect(written(database)).toMatchObject({
      retired: [],
      undeployed: [{ config: "settings-web", by: "alice", newest_builds: [BUILD], resumed: { by: "bob", at: AT } }],
    });
    const back = applyReleases(database, [build(10)], by);
    expect(back.results).toMatchObject([{ outcome: "applied" }]);
    expect(back.database).not.toHaveProperty("undeployed");
  }); // prettier-ignore
});

test("a pin that lasts until somebody resumes is known by its reason alone", () => {
  expect([ROLLED_BACK, BY_HAND, undefined].map(isUntilResume)).toEqual([true, false, false]);
});

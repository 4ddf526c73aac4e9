import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { saveHead } from "./branches.ts";
import { configsIn, saveConfigs } from "./deploy-configs.ts";
import { seeRepository } from "./repositories.ts";
import { deleteConfig, saveScannedConfigs } from "./scanned-configs.ts";
import type { Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";

const ID = 1;
const MAIN = { repositoryId: ID, branch: "main" };
const [OLD, HEAD] = ["a".repeat(40), "b".repeat(40)];
const file = (name: string) => ({
  name,
  path: `.deploy/${name}.yaml`,
  configSha: OLD,
  blob: "c".repeat(40),
  document: undefined,
  problems: "not read",
});

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("on $name", ({ open }) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = (await open()).store);
    await seeRepository(db, { id: ID, name: "acme/one", defaultBranch: "main", isArchived: false });
    await saveHead(db, MAIN, { seen: undefined, head: OLD });
    await saveConfigs(db, { ...MAIN, head: OLD }, ["gone", "back", "kept"].map(file));
  });
  const missed = async () =>
    (await configsIn(db, ID)).map(({ name, state, missedIn }) => [name, state, missedIn]);
  const scanned = (head: string, scan: string | undefined): Promise<boolean> =>
    saveScannedConfigs(db, { ...MAIN, head }, { files: [], found: ["kept"], scan });

  test("what a scan has missed is deleted, and what came back meanwhile is not", async () => {
    expect(await scanned(HEAD, "of another head")).toBe(false);
    expect(await scanned(OLD, undefined)).toBe(true);
    expect(await missed()).toEqual(["back", "gone", "kept"].map((name) => [name, "broken", undefined]));
    expect(await scanned(OLD, "first")).toBe(true);
    expect(await scanned(OLD, "second")).toBe(true);
    // A push brings one back, after the sync has found it gone and before it is seen to.
    await saveHead(db, MAIN, { seen: OLD, head: HEAD });
    await saveConfigs(db, { ...MAIN, head: HEAD }, ["gone", "back", "kept"].map(file).slice(1));
    await db.updateTable("deploy_configs").set({ state: "broken" }).where("name", "=", "gone").execute();
    for (const name of ["gone", "back", "kept"]) await deleteConfig(db, ID, name);
    expect(await missed()).toEqual([
      ["back", "broken", undefined],
      ["gone", "deleted", "first"],
      ["kept", "broken", undefined],
    ]);
  });
});

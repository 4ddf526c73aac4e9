import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { listInstallations } from "../../../lib/github/installation/list-installations.ts";
import { allConfigs } from "../../../lib/store/known-repositories.ts";
import { findRepository } from "../../../lib/store/repositories.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { pushFiles } from "../testing/push.ts";
import { startSyncWorld, type SyncWorld } from "../testing/sync-world.ts";

const MANY = ["many-1", "many-2", "many-3", "many-4", "many-5"];
const ALL = [...MANY, "one-a", "one-b", "three-a", "two-a"];

const configOf = (name: string): string => `version: 1
name: ${name}
artifact: { repository: acme/one, container: ${name}, image: "ghcr.io/acme/${name}:{branch}-{short-sha}" }
channels:
  dev: { track: main, autodeploy: [build], initial: auto }
`;
const filesOf = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [`.deploy/${name}.yaml`, configOf(name)]));

const releaseOf = (container: string) => ({
  container,
  channel: "dev",
  image: `ghcr.io/acme/${container}:main-1a2b3c4`,
  released_at: "2026-11-28T10:00:00Z",
  released_by: "octocat",
  dispatch_id: "5f0c0000-0000-4000-8000-000000000001",
});
const targetOf = (name: string): string =>
  `  ${name}/dev:\n    - { cluster: dev, application: ${name}-dev, file: apps/${name}/values.yaml, field: image.tag, undeploy: { field: replicas, value: 0 } }\n`;
const SERVER = `version: 1
clusters:
  dev: { engine: argo-cd, url: "http://127.0.0.1:9", token: env:CLUSTER_NO_TOKEN, project: payments }
targets:
${["one-a", "one-b"].map(targetOf).join("")}people:
  dev: { permission: write, teams: [acme/release] }
`;

let world: SyncWorld;
beforeAll(async () => {
  world = await startSyncWorld(await emptyStore(), {
    "db/server.yaml": SERVER,
    "db/db.json": `${JSON.stringify({ version: 1, releases: ["one-a", "one-b"].map(releaseOf) }, undefined, 2)}\n`,
  });
  const { github } = world;
  const create = (name: string, configs: readonly string[]) =>
    github.createRepository(`acme/${name}`, { private: true, files: filesOf(configs) });
  await create("one", ["one-a", "one-b"]);
  await create("two", ["two-a"]);
  await create("three", ["three-a"]);
  await create("many", MANY);
  await world.sync();
});
afterAll(() => world.stop());

const names = async (): Promise<readonly string[]> =>
  (await allConfigs(world.store.db)).map(({ name }) => name).toSorted();
const requests = async () =>
  (await listRequests(world.store.db, { limit: 10 })).map(({ request: { kind, target } }) => ({
    kind,
    target,
  }));
async function sync(wanted: Parameters<SyncWorld["sync"]>[0] = {}) {
  const { outcome } = await world.sync(wanted);
  if (outcome === undefined) throw new Error("the sync has no outcome");
  return outcome;
}
async function installationId(): Promise<number> {
  const { login } = world.settings.github;
  if (login.kind !== "app") throw new Error("the server is no App");
  const { items } = await listInstallations(world.server.world.github.session(), login, 1);
  return items[0]?.id ?? 0;
}
const reachable = async (name: string): Promise<boolean | undefined> =>
  (await findRepository(world.store.db, world.github.repository(name).id))?.isReachable;

describe("what GitHub does not show is unknown, and not gone", () => {
  test("where an account has suspended the App, and lets it in again", async () => {
    const id = await installationId();
    world.github.suspendInstallation(id);
    for (const time of ["first", "second"]) {
      const { isWhole, suspended, repositories, configs } = await sync();
      expect([time, isWhole, suspended, configs.removed, configs.kept]).toEqual([
        time,
        true,
        ["acme"],
        [],
        [],
      ]);
      expect(repositories.unreachable).toContain("acme/one");
    }
    expect([await names(), await reachable("acme/one")]).toEqual([ALL, false]);
    world.github.suspendInstallation(id, false);
    const { repositories } = await sync();
    expect([repositories.unreachable, await reachable("acme/one")]).toEqual([[], true]);
  });

  test("where a repository was renamed, or transferred to an account without it", async () => {
    world.github.renameRepository("acme/two", "second");
    world.github.transferRepository("acme/three", "elsewhere");
    const { repositories, configs } = await sync();
    expect(repositories).toMatchObject({ renamed: ["acme/second"], unreachable: ["acme/three"], added: [] });
    expect([configs.added, configs.kept, configs.removed]).toEqual([[], [], []]);
    expect(await names()).toEqual(ALL);
    const { id } = world.github.repository("acme/second");
    expect(await findRepository(world.store.db, id)).toMatchObject({ name: "acme/second" });
  });
});

describe("a config that the default branch has no more", () => {
  test("goes when two syncs have missed it, and is asked to be undeployed once; a dry run is none of them", async () => {
    await pushFiles(world.github, { repository: "acme/one", files: { ".deploy/one-b.yaml": undefined } });
    const missed = [{ repository: "acme/one", name: "one-b" }];
    expect((await sync({ isDryRun: true })).configs).toMatchObject({ kept: missed, removed: [] });
    expect((await sync()).configs).toMatchObject({ kept: missed, removed: [] });
    expect([await names(), await requests()]).toEqual([ALL, []]);
    expect((await sync({ isDryRun: true })).configs.removed).toHaveLength(1);
    expect([await names(), await requests()]).toEqual([ALL, []]);
    expect((await sync()).configs).toMatchObject({ kept: [], removed: missed });
    expect(await names()).toEqual(ALL.filter((name) => name !== "one-b"));
    expect(await requests()).toEqual([{ kind: "undeploy", target: { config: "one-b", channel: "dev" } }]);
  });

  test("stays where it comes back in between", async () => {
    const file = { ".deploy/two-a.yaml": configOf("two-a") };
    const head = await pushFiles(world.github, {
      repository: "acme/second",
      files: { ".deploy/two-a.yaml": undefined },
    });
    expect((await sync()).configs.kept).toHaveLength(1);
    const back = await pushFiles(world.github, { repository: "acme/second", files: file, head });
    expect((await sync()).configs).toMatchObject({ kept: [], removed: [] });
    await pushFiles(world.github, {
      repository: "acme/second",
      files: { ".deploy/two-a.yaml": undefined },
      head: back,
    });
    expect((await sync()).configs).toMatchObject({ kept: [{ name: "two-a" }], removed: [] });
    expect(await names()).toContain("two-a");
  });

  test("is asked about where many are missed at once, and goes where somebody says so", async () => {
    await pushFiles(world.github, {
      repository: "acme/many",
      files: Object.fromEntries(MANY.map((name) => [`.deploy/${name}.yaml`, undefined])),
    });
    // two-a is missed for the second time by then, and alone.
    expect((await sync()).configs.removed.map(({ name }) => name)).toEqual(["two-a"]);
    const { asked, removed } = (await sync()).configs;
    expect(asked.map(({ name }) => name)).toEqual(MANY);
    expect(removed).toEqual([]);
    expect(await names()).toEqual([...MANY, "one-a", "three-a"]);
    const said = await sync({ confirmed: ["many-1", "one-a"] });
    expect(said.configs.removed.map(({ name }) => name)).toEqual(["many-1"]);
    expect(await names()).toEqual([...MANY.slice(1), "one-a", "three-a"]);
  });
});

describe("nothing is removed where", () => {
  test("an account has taken all repositories from it, and gives them back", async () => {
    const before = await names();
    world.github.uninstallApp(await installationId());
    expect(await sync()).toMatchObject({ repositories: { found: 0 }, configs: { removed: [], asked: [] } });
    world.github.installApp(world.githubApp, "acme", { repositories: [] });
    for (const time of ["first", "second"]) {
      expect({ time, ...(await sync()) }).toMatchObject({
        time,
        isWhole: true,
        repositories: { found: 0 },
        configs: { removed: [] },
      });
    }
    expect(await names()).toEqual(before);
    world.github.uninstallApp(await installationId());
    world.github.installApp(world.githubApp, "acme");
    expect(await sync()).toMatchObject({
      repositories: { found: 4, added: [], unreachable: ["acme/three"] },
    });
  });
});

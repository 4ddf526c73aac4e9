import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { configsIn } from "../../../lib/store/deploy-configs.ts";
import { allConfigs } from "../../../lib/store/known-repositories.ts";
import { findRepositoryNamed } from "../../../lib/store/repositories.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { moveBranch, pushFiles } from "../testing/push.ts";
import { startSyncWorld, type SyncWorld } from "../testing/sync-world.ts";

const TARGETS = ["one-a", "one-b", "two-a"].map(
  (name) =>
    `  ${name}/dev:\n    - { cluster: dev, application: ${name}-dev, file: apps/${name}/values.yaml, field: image.tag }\n`,
);
const SERVER = `version: 1
clusters:
  dev: { engine: argo-cd, url: "http://127.0.0.1:9", token: env:CLUSTER_NO_TOKEN, project: payments }
targets:
${TARGETS.join("")}people:
  dev: { permission: write, teams: [acme/release] }
`;

const configOf = (name: string, more = ""): string => `version: 1
name: ${name}
team: payments
artifact: { repository: acme/one, container: ${name}, image: "ghcr.io/acme/${name}:{branch}-{short-sha}" }
channels:
  dev: { track: main, autodeploy: [build], initial: auto }
${more}`;

let world: SyncWorld;
beforeAll(async () => {
  world = await startSyncWorld(await emptyStore(), { "db/server.yaml": SERVER });
  const { github } = world;
  await github.createRepository("acme/one", {
    private: true,
    files: {
      ".deploy/one-a.yaml": configOf("one-a"),
      ".deploy/one-b.yaml": configOf("one-b"),
      ".deploy/notes.txt": "no config\n",
      "deploy/one-c.yaml": configOf("one-c"),
    },
  });
  await github.createRepository("acme/two", { files: { ".deploy/two-a.yaml": configOf("two-a") } });
  await github.createRepository("acme/bare", { private: true });
  await github.createBranch("acme/one", "feature/x");
});
afterAll(() => world.stop());
beforeEach(() => world.github.clearFaults());

const names = async (): Promise<readonly string[]> =>
  (await allConfigs(world.store.db)).map(({ name }) => name);
const outcomeOf = async (wanted: Parameters<SyncWorld["sync"]>[0] = {}) => {
  const { outcome, state } = await world.sync(wanted);
  if (outcome === undefined) throw new Error(`${state}, without an outcome`);
  return { state, ...outcome };
};

describe("a sync of an empty database", () => {
  test("says dry what it would do, and does nothing", async () => {
    const { state, repositories, configs } = await outcomeOf({ isDryRun: true });
    expect(state).toBe("done");
    expect(repositories.added).toEqual(["acme/releases", "acme/one", "acme/two", "acme/bare"]);
    expect(configs.added).toEqual([
      { repository: "acme/one", name: "one-a" },
      { repository: "acme/one", name: "one-b" },
      { repository: "acme/two", name: "two-a" },
    ]);
    expect(await names()).toEqual([]);
    expect(await findRepositoryNamed(world.store.db, "acme/one")).toBeUndefined();
  });

  test("learns all that there is, and deploys nothing of it", async () => {
    const { branches } = await outcomeOf();
    expect(branches).toEqual({ found: 4, moved: 4, gone: 0 });
    expect(await names()).toEqual(["one-a", "one-b", "two-a"]);
    expect(await findRepositoryNamed(world.store.db, "acme/bare")).toMatchObject({ defaultBranch: "main" });
    expect(await listRequests(world.store.db, { limit: 10 })).toEqual([]);
  });

  test("finds nothing new a second time, with no request for each config", async () => {
    world.github.forgetRequests();
    const { repositories, branches, configs } = await outcomeOf();
    expect([repositories.added, repositories.changed, repositories.renamed]).toEqual([[], [], []]);
    expect([branches.moved, configs.added, configs.changed]).toEqual([0, [], []]);
    const scans = world.github.requests.filter(
      ({ status, operation }) => status < 400 && /^apps\/list-(?!webhook)|^graphql/.test(operation),
    );
    expect(scans.map(({ operation }) => operation)).toEqual([
      "apps/list-installations",
      "apps/list-repos-accessible-to-installation",
      "graphql:Heads",
      "graphql:TextsOf",
    ]);
  });
});

describe("a sync after something was missed", () => {
  test("takes over heads, commits, configs that came or changed, and branches that are gone", async () => {
    const { github, store } = world;
    const head = await pushFiles(github, {
      repository: "acme/one",
      files: { ".deploy/one-a.yaml": configOf("one-a", "  qa: { track: main }\n") },
    });
    await moveBranch(github, { repository: "acme/one", branch: "feature/x" });
    const { branches, configs } = await outcomeOf();
    expect(branches).toMatchObject({ moved: 1, gone: 1 });
    expect(configs.changed).toEqual([{ repository: "acme/one", name: "one-a" }]);
    const { id } = github.repository("acme/one");
    const [changed, same] = await configsIn(store.db, id);
    expect(changed).toMatchObject({ name: "one-a", configSha: head });
    expect(Object.keys(changed?.document?.channels ?? {})).toEqual(["dev", "qa"]);
    expect(same?.configSha).not.toBe(head);
  });
});

describe("nothing is removed", () => {
  const isAsBefore = async (): Promise<void> => {
    expect(await names()).toEqual(["one-a", "one-b", "two-a"]);
    expect(await listRequests(world.store.db, { limit: 10 })).toEqual([]);
  };

  test("where GitHub fails on the third page", async () => {
    world.github.inject({ operation: "graphql:Heads", fault: { kind: "status", status: 502 } });
    const { state, failures, repositories } = await outcomeOf();
    expect(state).toBe("incomplete");
    expect(failures.join()).toMatch(/Could not read the branches in acme\/\*/);
    expect(repositories.unreachable).toEqual([]);
    await isAsBefore();
  });

  test("where GitHub fails on it and comes back: then all of it is read", async () => {
    world.github.inject({ operation: "graphql:Heads", fault: { kind: "status", status: 502 }, times: 3 });
    const { state, repositories } = await outcomeOf();
    expect([state, repositories.found]).toEqual(["done", 4]);
    await isAsBefore();
  });

  test("where a limit is reached, which is waited for", async () => {
    world.github.inject({
      operation: "graphql:Heads",
      fault: { kind: "secondary-limit", retryAfterSeconds: 60 },
      times: 1,
    });
    expect(await outcomeOf()).toMatchObject({ state: "done" });
    await isAsBefore();
  });
});

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pino } from "pino";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { findSync } from "../../../lib/store/syncs.ts";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { createDeployServer, type DeployServer } from "../server.ts";
import { startSyncWorld, type SyncWorld } from "../testing/sync-world.ts";

const configOf = (name: string): string =>
  `version: 1\nname: ${name}\nartifact: { repository: acme/one, container: ${name}, image: "ghcr.io/acme/${name}:{branch}-{short-sha}" }\nchannels: { dev: {} }\n`;

/** What a sync asks GitHub for, a page each. */
const PAGES = [
  "apps/list-installations",
  "apps/list-repos-accessible-to-installation",
  "graphql:Heads",
  "graphql:LastChangesOf",
];

let world: SyncWorld;
let other: DeployServer;
beforeAll(async () => {
  world = await startSyncWorld(await emptyStore());
  const { github, settings, store, clock } = world;
  await github.createRepository("acme/one", {
    private: true,
    files: { ".deploy/one-a.yaml": configOf("one-a"), ".deploy/one-b.yaml": configOf("one-b") },
  });
  await github.createRepository("acme/two", { files: { ".deploy/two-a.yaml": configOf("two-a") } });
  other = await createDeployServer({
    settings,
    store,
    clock,
    log: pino({ level: settings.logLevel }),
    readiness: { stopping: false },
    pollMs: 300,
  });
});
afterAll(async () => {
  await other.stopWork();
  await other.app.close();
  await world.stop();
});

/** How often each page was asked for; the App itself is refused once, by the sandbox's clock, which is not this machine's. */
const asked = (): readonly number[] =>
  PAGES.map(
    (page) =>
      world.github.requests.filter(({ operation, status }) => operation === page && status < 400).length,
  );

async function outcomeOf(id: string) {
  const sync = await eventually(
    async () => {
      const found = await findSync(world.store.db, id);
      return found?.endedAt === undefined ? undefined : found;
    },
    () => `sync ${id} does not end`,
  );
  return { state: sync.state, outcome: sync.outcome };
}

test("a replica that stands still at any request of a sync costs that one page once more, and writes nothing when it wakes", async () => {
  const { github, store, server } = world;
  github.forgetRequests();
  const undisturbed = await outcomeOf((await world.begin({ isDryRun: true })).id);
  const counts = asked();
  expect(undisturbed.outcome?.configs.added).toHaveLength(3);
  expect(counts.every((count) => count > 0)).toBe(true);

  for (const [index, page] of PAGES.entries()) {
    github.forgetRequests();
    const [arrived, woken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const gate = (): Promise<void> => {
      arrived.resolve();
      return woken.promise;
    };
    github.inject({ operation: page, fault: { kind: "delay", ms: 0, gate }, times: 1 });
    const { id } = await world.begin({ isDryRun: true });
    await arrived.promise;
    await store.db
      .updateTable("syncs")
      .set({ lease_until: new Date(0).toISOString() })
      .where("id", "=", id)
      .execute();
    for (const one of [server, other]) one.world.nudges.nudge("syncs");
    const taken = await outcomeOf(id);
    woken.resolve();
    await eventually(
      async () => (asked()[index] ?? 0) > (counts[index] ?? 0) || undefined,
      () => `${page} is not answered twice`,
    );
    expect({ page, ...taken }).toEqual({ page, ...undisturbed });
    expect({ page, asked: asked() }).toEqual({
      page,
      asked: counts.map((count, at) => (at === index ? count + 1 : count)),
    });
    expect(await outcomeOf(id)).toEqual(taken);
  }
});

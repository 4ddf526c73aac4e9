import { appendFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { allConfigs, headsIn } from "../../../lib/store/known-repositories.ts";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { startSyncWorld, type SyncWorld } from "../testing/sync-world.ts";

const REPOSITORIES = 500;
const BRANCHES = 20;
/** As many have a config, and one has more branches than a page of many repositories shows. */
const CONFIGS = 40;
const LARGE = 250;

let world: SyncWorld;
beforeAll(async () => {
  world = await startSyncWorld(await emptyStore());
  for (let index = 0; index < REPOSITORIES; index += 1) await create(index);
});
afterAll(() => world.stop());

async function create(index: number): Promise<void> {
  const name = `source-${String(index).padStart(3, "0")}`;
  const config = `version: 1\nname: ${name}\nchannels: { dev: { track: main, autodeploy: [config] } }\nspecs: [k8s/*.yaml]\n`;
  const files = index < CONFIGS ? { [`.deploy/${name}.yaml`]: config } : { "README.md": "1\n" };
  const { gitDir, fullName } = await world.github.createRepository(`acme/${name}`, { private: true, files });
  const tip = (await world.github.tip(fullName)) ?? "";
  const count = index === CONFIGS ? LARGE : BRANCHES;
  const refs = Array.from(
    { length: count - 1 },
    (_, at) => `${tip} refs/heads/b-${String(at).padStart(3, "0")}\n`,
  );
  // Git's own file for many refs: a file for each takes longer.
  await writeFile(`${gitDir}/packed-refs`, "# pack-refs with: peeled fully-peeled sorted \n");
  await appendFile(`${gitDir}/packed-refs`, refs.join(""));
}

test("500 repositories of 20 branches take at most 60 requests to GitHub", async () => {
  world.github.forgetRequests();
  const { state, outcome } = await world.sync();
  expect([state, outcome?.repositories.found]).toEqual(["done", REPOSITORIES + 1]);
  expect(outcome?.branches.found).toBe((REPOSITORIES - 1) * BRANCHES + LARGE + 1);
  // Those of the App itself are refused once, by the sandbox's clock, which is not this machine's.
  const made = world.github.requests.filter(
    ({ status, operation }) => status < 400 && operation !== "apps/list-webhook-deliveries",
  );
  const counts = Object.fromEntries(
    [...Map.groupBy(made, ({ operation }) => operation)].map(([name, { length }]) => [name, length]),
  );
  expect(counts).toMatchObject({
    "apps/list-installations": 1,
    "apps/list-repos-accessible-to-installation": 6,
    // 26 pages of 20 repositories, and three more of the large one; configs are new in three of the pages.
    "graphql:Heads": 29,
    "graphql:LastChangesOf": 3,
  });
  expect(made.length).toBeLessThanOrEqual(60);
  expect(await allConfigs(world.store.db)).toHaveLength(CONFIGS);
  const { id } = world.github.repository(`acme/source-${String(CONFIGS).padStart(3, "0")}`);
  const heads = (await headsIn(world.store.db, [id])).get(id) ?? {};
  expect(Object.keys(heads)).toHaveLength(LARGE);
});

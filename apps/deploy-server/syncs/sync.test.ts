import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { allConfigs } from "../../../lib/store/known-repositories.ts";
import { findRepositoryNamed } from "../../../lib/store/repositories.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { moveBranch, pushFiles } from "../testing/push.ts";
import { startSyncWorld, type SyncWorld } from "./testing.ts";

let world: SyncWorld;
beforeAll(async () => {
  world = await startSyncWorld(await emptyStore());
});
afterAll(() => world.stop());

const configOf = (name: string): string => `version: 1
name: ${name}
team: payments
artifact: { repository: acme/one, container: ${name}, image: "ghcr.io/acme/${name}:{branch}-{short-sha}" }
channels:
  dev: { track: main, autodeploy: [build], initial: auto }
`;

describe("a sync", () => {
  test("finds what there is", async () => {
    await world.github.createRepository("acme/one", {
      private: true,
      files: { ".deploy/a.yaml": configOf("a"), ".deploy/b.yaml": configOf("b"), "README.md": "1\n" },
    });
    await world.github.createRepository("acme/two", { files: { "README.md": "2\n" } });
    await world.github.createBranch("acme/one", "feature/x");
    const dry = await world.sync({ isDryRun: true });
    console.log(JSON.stringify(dry, null, 1));
    const sync = await world.sync();
    console.log(JSON.stringify(sync, null, 1));
    console.log(
      await allConfigs(world.store.db),
      world.github.requests.map((r) => `${r.operation} ${r.status}`),
    );
  });
});

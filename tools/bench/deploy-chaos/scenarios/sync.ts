import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { pushFiles } from "../../../../apps/deploy-server/testing/push.ts";
import { beginSync, findSync } from "../../../../lib/store/syncs.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";

let synced = 0;

/** A config comes and goes, and no webhook tells of it: all that the App sees is compared with what is known. */
export const syncAll: Scenario = {
  name: "a sync makes up for lost pushes",
  play: async (world) => {
    const { github } = world;
    synced += 1;
    const name = `synced-${synced}`;
    const repository = `acme/${name}`;
    const path = `.deploy/${name}.yaml`;
    await github.createRepository(repository, { files: { "README.md": "synced\n" } });
    await pushFiles(github, { repository, files: { "a.md": "a\n" } });
    await github.webhooksSettled();
    const artifact = `{ repository: ${repository}, container: ${name}, image: "ghcr.io/${repository}:{branch}-{short-sha}" }`;
    const config = `version: 1\nname: ${name}\nteam: payments\nartifact: ${artifact}\nchannels: { dev: { track: main } }\n`;
    for (const [text, isThere] of [
      [config, true],
      [undefined, false],
    ] as const) {
      github.failWebhooks({ lose: 1 });
      await pushFiles(github, { repository, files: { [path]: text } });
      await github.webhooksSettled();
      await sync(world, name);
      if ((await isKnown(world, name)) !== isThere)
        throw new Error(`the config ${name} is ${isThere ? "not " : ""}known after the sync`);
    }
    return [];
  },
};

/** Asks for a sync, in which this config may go, and waits for its end. One that is under way already is waited for first. */
async function sync({ store }: ChaosWorld, config: string): Promise<void> {
  for (;;) {
    const wanted = { id: randomUUID(), askedBy: "alice", isDryRun: false, confirmed: [config] };
    const { sync: begun, isNew } = await beginSync(store.db, { ...wanted, at: new Date().toISOString() });
    while ((await findSync(store.db, begun.id))?.endedAt === undefined) await sleep(50);
    if (isNew) return;
  }
}

async function isKnown({ store }: ChaosWorld, name: string): Promise<boolean> {
  const { rows } = await sql`select 1 from deploy_configs where name = ${name}`.execute(store.db);
  return rows.length > 0;
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { ask, link, LIVE, press, requestOf, until, WAITS } from "../../deploys/people.ts";
import { look } from "./look.ts";
import { startSurroundings, type Surroundings } from "./world.ts";

let folder: string;
let world: Surroundings;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "deploy-restart-"));
  world = await startSurroundings(folder, { DATA_FOLDER: join(folder, "data") });
});
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

/** `npm run bench -- deploy-chaos` ends servers at every step that a deploy comes through; here are some, on PGlite. */
const KILLS = [
  { step: "requests.insert", when: "before" },
  { step: "write.commit", when: "after" },
  { step: "sync.request", when: "after" },
  { step: "slack.update", when: "after" },
] as const;

test("one deploy goes on over servers that are killed one after the other", async () => {
  const { site, shop } = world;
  const [inserting, ...others] = KILLS;
  const first = await site.start();
  for (const user of [site.alice, site.bob]) await link(site, user);
  const build = await world.build("one");
  await first.stop();

  const second = await site.start([inserting]);
  const asking = ask(site, site.alice, { command: `/deploy ${shop.name} main to prod`, says: WAITS });
  await second.ended;
  const third = await site.start([others[0]]);
  const message = await asking;
  await Promise.all([site.alice, site.bob].map((user) => press(site, user, { message, action: "ship" })));
  await third.ended;
  for (const kill of others.slice(1)) await (await site.start([kill])).ended;
  await site.start();

  const live = await until(site, message, LIVE);
  expect(site.replicas.map((replica) => replica.isRunning())).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
  ]);
  const request = { id: requestOf(live), build, ends: ["succeeded"] } as const;
  // GitHub is told after the chat.
  const ended = await eventually(
    async () => {
      const found = await look(world, "succeeded", request);
      return found.broken.length === 0 ? found : undefined;
    },
    () => `not all of it came true for ${JSON.stringify(request)}`,
  );
  expect(ended).toEqual({ state: "succeeded", commits: 1, syncs: 1, messages: 1, broken: [] });
});

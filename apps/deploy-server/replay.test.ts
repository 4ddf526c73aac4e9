import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openStore } from "../../lib/store/store.ts";
import { replay, startReplayWorld, type ReplayWorld } from "./testing/replay-world.ts";

/** Most acts make one event, a run three. */
const ACTS = 105;
const EVENTS = 150;

let world: ReplayWorld;
beforeAll(async () => {
  const stores = [await openStore({ driver: "pglite" }), await openStore({ driver: "pglite" })] as const;
  world = await startReplayWorld(stores, ["acme/one", "acme/two", "acme/three"]);
});
afterAll(() => world.stop());

test("webhooks that are shuffled, come three times, or are lost and swept leave the tables of the run in order", async () => {
  const { events, lost, inOrder, unswept, swept } = await replay(world, { acts: ACTS, seed: 1 });
  expect(events).toBeGreaterThanOrEqual(EVENTS);
  expect(lost).toBeGreaterThan(EVENTS / 20);
  expect(unswept).not.toEqual(inOrder);
  expect(swept).toEqual(inOrder);
  for (const rows of Object.values(inOrder)) expect(rows).not.toEqual([]);
});

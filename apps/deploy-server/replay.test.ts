import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { emptyStore } from "../../lib/store/testing/empty-store.ts";
import { replay, startReplayWorld, type ReplayWorld } from "./testing/replay-world.ts";

/** Most acts make one event, a run four. */
const ACTS = 320;
const EVENTS = 500;

let world: ReplayWorld;
beforeAll(async () => {
  world = await startReplayWorld(
    [await emptyStore(), await emptyStore()],
    ["acme/one", "acme/two", "acme/three"],
  );
});
afterAll(() => world.stop());

test("webhooks that are shuffled, come three times, or are lost and swept leave the tables of the run in order", async () => {
  const { events, kinds, lost, inOrder, unswept, swept } = await replay(world, { acts: ACTS, seed: 2 });
  expect(events).toBeGreaterThanOrEqual(EVENTS);
  expect(lost).toBeGreaterThan(EVENTS / 20);
  expect(Object.keys(kinds)).toEqual(KINDS);
  expect(unswept).not.toEqual(inOrder);
  expect(swept).toEqual(inOrder);
  for (const rows of Object.values(inOrder)) expect(rows).not.toEqual([]);
});

/** All that the server hears of. */
const KINDS = [
  "check_run completed",
  "check_run created",
  "check_suite completed",
  "created push",
  "delete",
  "deleted push",
  "forced push",
  "pull_request closed",
  "pull_request opened",
  "pull_request reopened",
  "pull_request synchronize",
  "push",
  "repository archived",
  "repository renamed",
  "repository transferred",
  "repository unarchived",
  "status failure",
  "status pending",
  "status success",
  "workflow_run completed",
  "workflow_run completed again",
  "workflow_run in_progress",
  "workflow_run in_progress again",
  "workflow_run requested",
  "workflow_run requested again",
];

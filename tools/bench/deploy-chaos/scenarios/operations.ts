import { setTimeout as sleep } from "node:timers/promises";
import { ask, press, requestOf, until, WAITS } from "../../../deploys/people.ts";
import { CHANNEL } from "../../../deploys/shop.ts";
import { syncAs } from "../applications.ts";
import type { Scenario } from "../scenario.ts";
import { askFor, deployMain, newText, shipTogether, untilEnded } from "./deploy.ts";

/** Nothing is lost of it: the release that Argo CD was told to stop is stopped, and no other begins. */
export const stop: Scenario = {
  name: "stop",
  play: async (world) => {
    const { argo, shop, site } = world;
    const build = await world.build(newText());
    const message = await askFor(world, "main");
    argo.hold(shop.name);
    try {
      await shipTogether(world, message);
      await argo.step(shop.name);
      const syncing = await until(site, message, '"action_id":"stop"');
      await Promise.all(
        [site.alice, site.bob].map((user) => press(site, user, { message: syncing, action: "stop" })),
      );
      await until(site, message, /: (?:cancelled|failed)/);
    } finally {
      argo.release(shop.name);
    }
    await argo.settled(shop.name);
    // Whoever looks at a sync that was ended before the click is noted, says that it failed.
    return [{ id: requestOf(message), build, ends: ["cancelled", "failed"] }];
  },
};

export const anothersOperation: Scenario = {
  name: "another's operation",
  play: async (world) => {
    const { argo, shop, site } = world;
    const build = await world.build(newText());
    const message = await askFor(world, "main");
    argo.hold(shop.name);
    try {
      await syncAs(argo, "carol", shop.name);
      await argo.step(shop.name);
      await shipTogether(world, message);
      const busy = await until(site, message, "an operation of carol runs");
      const known = terminations(world);
      await Promise.all(
        [site.alice, site.bob].map((user) => press(site, user, { message: busy, action: "terminate" })),
      );
      while (terminations(world) === known) await sleep(50);
    } finally {
      argo.release(shop.name);
    }
    await argo.settled(shop.name);
    return [{ id: requestOf(message), build, ends: ["busy"], syncs: 0 }, await deployMain(world)];
  },
};

function terminations({ argo }: Parameters<Scenario["play"]>[0]): number {
  return argo.requests.filter(
    ({ operation, status }) => operation === "applications/terminate-operation" && status === 200,
  ).length;
}

/** What somebody has changed behind git's back is written to git, and then deployed over. */
export const adopt: Scenario = {
  name: "adopt what runs",
  play: async (world) => {
    const { argo, shop, site } = world;
    const first = await deployMain(world);
    await untilEnded(world, first.id);
    const second = await deployMain(world);
    await untilEnded(world, second.id);
    const image = first.build?.image ?? "";
    argo.editLive(shop.name, "Deployment", (manifest) =>
      JSON.parse(JSON.stringify(manifest).replace(/"image":"[^"]+"/, `"image":"${image}"`)),
    );
    const command = `/deploy adopt ${shop.name} in ${CHANNEL}`;
    const message = await ask(site, site.alice, { command, says: WAITS });
    await shipTogether(world, message);
    const id = requestOf(message);
    await untilEnded(world, id);
    const last = await deployMain(world);
    const replaced = [first, second].map((one) => ({ ...one, isReplaced: true }));
    return [...replaced, { ...first, id, isAdoption: true, syncs: 0, isReplaced: true }, last];
  },
};

/** Somebody asks which rules hold, of a target that runs. */
export const why: Scenario = {
  name: "why",
  play: async ({ site, shop }) => {
    const command = `/deploy why ${shop.name} ${CHANNEL}`;
    await ask(site, site.alice, { command, says: "✓ permission: alice has write" });
    return [];
  },
};

/** What people ask for beside deploys. */
export const rollback: Scenario = {
  name: "history and rollback",
  play: async (world) => {
    const { site, shop } = world;
    const first = await deployMain(world);
    await untilEnded(world, first.id);
    const second = await deployMain(world);
    await untilEnded(world, second.id);
    await ask(site, site.alice, {
      command: `/deploy history ${shop.name}`,
      says: "deploy by alice: succeeded",
    });
    const message = await ask(site, site.alice, {
      command: `/deploy rollback ${shop.name} in prod`,
      says: WAITS,
    });
    await shipTogether(world, message);
    const replaced = [first, second].map((one) => ({ ...one, isReplaced: true }));
    return [...replaced, { id: requestOf(message), build: first.build, ends: ["succeeded"] }];
  },
};

import { ask, requestOf, until } from "../../../deploys/people.ts";
import { FLEET, fleetConfig, publish } from "../fleet.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";
import { askFor, shipTogether } from "./deploy.ts";

let published = 0;

/** Publishes a version that no registry had before. */
export function newVersion({ shop, site }: ChaosWorld): string {
  published += 1;
  const version = `1.0.${published}`;
  publish(site.registry, shop, version);
  return version;
}

/** A chart's version is written and pulled by Flux, which people see at work before it is done. */
export const chartVersion: Scenario = {
  name: "deploy of a chart's version",
  world: "flux",
  play: async (world) => {
    const { flux, shop, site } = world;
    const version = newVersion(world);
    const release = `${fleetConfig(shop)}/${fleetConfig(shop)}`;
    flux.hold(release);
    try {
      const message = await askFor(world, version, FLEET);
      await shipTogether(world, message);
      await until(site, message, "Running 'upgrade' action");
      flux.letGo(release);
      return [{ id: requestOf(message), version, channel: FLEET, ends: ["succeeded"], isUnreported: true }];
    } finally {
      flux.letGo(release);
    }
  },
};

/** A version is refused that is not in the registry: people read which are. */
export const unknownVersion: Scenario = {
  name: "deploy of a version that no chart has",
  world: "flux",
  play: async (world) => {
    const { shop, site } = world;
    newVersion(world);
    const command = `/deploy ${fleetConfig(shop)} 9.9.9 to ${FLEET}`;
    const message = await ask(site, site.alice, { command, says: ": rejected" });
    return [
      {
        id: requestOf(message),
        channel: FLEET,
        ends: ["rejected"],
        commits: 0,
        syncs: 0,
        isUnreported: true,
      },
    ];
  },
};

/** All versions are told, with what those change that are not deployed yet. */
export const chartVersions: Scenario = {
  name: "a chart's versions are told",
  world: "flux",
  play: async (world) => {
    const { shop, site } = world;
    const version = newVersion(world);
    const command = `/deploy versions ${fleetConfig(shop)}`;
    await ask(site, site.alice, { command, says: `newer: ${version}` });
    return [];
  },
};

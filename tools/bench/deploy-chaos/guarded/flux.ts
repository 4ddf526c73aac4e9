import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startFlux, startKubernetes, tokenFor, type Registry } from "@release-channels/sandbox";
import type { Shop } from "../../../deploys/shop.ts";
import {
  addSources,
  askedOf,
  chartAddress,
  FLEET,
  fleetConfig,
  fleetRoute,
  FLUX_SYSTEM,
  installFrom,
  releaseFile,
  releaseText,
  runsInFleet,
  type FleetWorld,
} from "../fleet.ts";
import {
  GUARDED,
  type Guarded,
  type GuardedCluster,
  type GuardedGround,
  type GuardedPlaces,
} from "./guarded.ts";

/** The second cluster's name. */
const SECOND = `${FLEET}-us`;

interface FluxGround extends GuardedGround, FleetWorld {
  readonly registry: Registry;
}

/** Where the release is in both clusters. */
export function guardedReleaseNamespace(shop: Pick<Shop, "name">): string {
  return `${fleetConfig(shop)}-${GUARDED}`;
}

/** Two clusters with Flux in each. @param ground with the first one, which has its sources */
export async function guardByFlux(
  ground: FluxGround,
): Promise<{ readonly guarded: Guarded; readonly places: GuardedPlaces }> {
  const { github, shop, commit, folder, registry } = ground;
  const namespace = guardedReleaseNamespace(shop);
  const cluster = await startKubernetes({ namespaces: [namespace, FLUX_SYSTEM] });
  const token = tokenFor(github, [shop.releases], { contents: "read" });
  const flux = startFlux({ kubernetes: cluster, directory: join(folder, "flux-us"), token });
  const kubeconfig = join(folder, "kubeconfig-flux-us");
  writeFileSync(kubeconfig, cluster.kubeconfig);
  const second = { github, cluster, flux };
  addSources(second, shop, registry);
  const clusters: GuardedCluster[] = [];
  for (const [name, there] of [
    [FLEET, ground],
    [SECOND, second],
  ] as const) {
    const place = { folder: folderOf(name), namespace };
    await commit(shop.releases, { [releaseFile(shop, place)]: releaseText(shop, place) });
    // Its sources may have been fetched before the file was there.
    there.flux.passInterval();
    await installFrom(there, GUARDED, place);
    clusters.push(clusterOf(name, there, shop));
  }
  const [one, two] = clusters;
  if (one === undefined || two === undefined) throw new Error("there are no two clusters");
  const config = fleetConfig(shop);
  return {
    guarded: {
      config,
      clusters: [one, two],
      takesPushes: true,
      close: async () => {
        await flux.close();
        await cluster.close();
      },
    },
    places: {
      config,
      clusters: { [SECOND]: { engine: "flux", kubeconfig: `file:${kubeconfig}` } },
      placements: [FLEET, SECOND].map((name) => ({
        cluster: name,
        helmrelease: `${namespace}/${config}`,
        file: releaseFile(shop, { folder: folderOf(name) }),
        chart: chartAddress(registry, shop),
      })),
    },
  };
}

const folderOf = (cluster: string): string => `clusters/${GUARDED}-${cluster}`;

function clusterOf(
  name: string,
  { cluster, flux }: Pick<FleetWorld, "cluster" | "flux">,
  shop: Shop,
): GuardedCluster {
  const namespace = guardedReleaseNamespace(shop);
  const release = `${namespace}/${fleetConfig(shop)}`;
  return {
    name,
    // Whatever was asked twice, or not at all, is no sync.
    syncs: (id) => {
      const asked = askedOf(cluster, id).join(", ");
      return asked === "" ? 0 : asked === fleetRoute(shop, GUARDED) ? 1 : Number.NaN;
    },
    runs: () => runsInFleet(cluster, shop, { namespace }),
    setWell: (isWell) => flux.plan(release, { kind: isWell ? "succeeds" : "fails" }),
    hold: () => flux.hold(release),
    letGo: () => flux.letGo(release),
  };
}

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startKubernetes, type Kubernetes } from "@release-channels/sandbox";
import { at, textAt } from "../../../../lib/deploys/narrow.ts";
import type { Shop } from "../../../deploys/shop.ts";
import { LAB, labConfig } from "../lab.ts";
import { imageOf, setPods, writesOf, type AppPlace } from "../manifests.ts";
import {
  GUARDED,
  type Guarded,
  type GuardedCluster,
  type GuardedGround,
  type GuardedPlaces,
} from "./guarded.ts";

/** The second cluster's name. */
const SECOND = `${LAB}-us`;

/** Where the app is in both clusters. */
export function guardedNamespace(shop: Pick<Shop, "name">): string {
  return `${labConfig(shop)}-${GUARDED}`;
}

/** Two clusters to which the servers deploy by themselves. @param ground with the first one */
export async function guardByKubernetes({
  shop,
  folder,
  cluster,
}: Pick<GuardedGround, "shop" | "folder"> & {
  readonly cluster: Kubernetes;
}): Promise<{ readonly guarded: Guarded; readonly places: GuardedPlaces }> {
  const namespace = guardedNamespace(shop);
  const place = { name: labConfig(shop), namespace };
  const other = await startKubernetes({ namespaces: [namespace] });
  const kubeconfig = join(folder, "kubeconfig-us");
  writeFileSync(kubeconfig, other.kubeconfig);
  return {
    guarded: {
      config: place.name,
      clusters: [clusterOf(LAB, cluster, place), clusterOf(SECOND, other, place)],
      takesPushes: false,
      close: () => other.close(),
    },
    places: {
      config: place.name,
      clusters: { [SECOND]: { engine: "kubernetes", kubeconfig: `file:${kubeconfig}` } },
      placements: [LAB, SECOND].map((name) => ({ cluster: name, namespace })),
    },
  };
}

function clusterOf(name: string, cluster: Kubernetes, place: AppPlace): GuardedCluster {
  let isFailing = false;
  // Its controllers wait no longer than this takes.
  cluster.onChange(({ object, before }) => {
    const isChanged = at(object, "metadata", "generation") !== at(before, "metadata", "generation");
    const isOurs =
      textAt(object, "kind") === "Deployment" && textAt(object, "metadata", "namespace") === place.namespace;
    if (isFailing && isOurs && isChanged) setImmediate(() => setPods(cluster, place, false));
  });
  const setReady = (isReady: boolean): void => {
    cluster.setReady(isReady);
    if (isReady && imageOf(cluster, place) !== undefined) setPods(cluster, place, true);
  };
  return {
    name,
    syncs: (id) => writesOf(cluster, id, place),
    runs: () => imageOf(cluster, place),
    setWell: (isWell) => {
      isFailing = !isWell;
      setReady(isWell);
    },
    hold: () => setReady(false),
    letGo: () => setReady(true),
  };
}

import { serverConfig, type ClusterConfig, type Shop } from "../../deploys/shop.ts";
import type { World } from "../world.ts";
import { clusterConfig, createApplication, type Wanted } from "./argo-cd.ts";
import { withSite, type Prepared, type SiteWorld } from "./with-site.ts";

/** A deploy server with people, and the real Argo CD and cluster that it deploys to. */
export interface ShopWorld extends SiteWorld {
  readonly cluster: ClusterConfig & { readonly tokenFile: string };
}

export interface ShopOptions extends Wanted {
  readonly autoSync?: "follow" | undefined;
  /** What an undeploy changes: `{ remove: "chart/templates/deployment.yaml" }`. */
  readonly undeploy?: object | undefined;
}

/** Starts everything for one scenario, with a first sync that nobody requested, and ends it afterwards. */
export async function withShop(
  world: World,
  { name, autoSync, undeploy, ...wanted }: ShopOptions & { readonly name: string },
  act: (shop: ShopWorld) => Promise<void>,
): Promise<void> {
  const prepare = async ({ site, shop, folder }: Prepared): Promise<ShopWorld["cluster"]> => {
    await createApplication(world, shop, wanted);
    const cluster = await clusterConfig(world, shop, folder);
    const config = serverConfig(shop, { ...cluster, autoSync, undeploy }, site.channel.id);
    await world.hub.commit(shop.releases, "Name the cluster", { "db/server.yaml": config });
    await firstSync(world, shop, wanted);
    return cluster;
  };
  await withSite(world, { name, prepare }, (shop, cluster) => act({ ...shop, cluster }));
}

/** Argo CD begins one by itself where it may, and refuses a second one meanwhile. */
async function firstSync(world: World, shop: Shop, { isAutomatic = false }: Wanted): Promise<void> {
  if (!isAutomatic) {
    await world.argoCd.argocd(["app", "sync", shop.name]);
    return;
  }
  const tip = await world.hub.github.tip(shop.releases);
  await world.until(`Argo CD has synced ${shop.name} by itself`, async () => {
    const status = (await world.argoCd.application(shop.name))?.status;
    const isAtTip = status?.sync?.status === "Synced" && status.sync.revision === tip;
    return isAtTip && status.operationState?.phase === "Succeeded" ? true : undefined;
  });
}

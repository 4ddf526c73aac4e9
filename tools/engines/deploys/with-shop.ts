import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startRegistry, startSlack, type SlackMessage } from "@release-channels/sandbox";
import { ask, link, press, until, WAITS } from "../../deploys/people.ts";
import { serverConfig, shopNamed, type ClusterConfig, type Shop } from "../../deploys/shop.ts";
import { startSite, type Built, type Site } from "../../deploys/site.ts";
import { startPostgreSql, type PostgreSql } from "../postgresql.ts";
import type { World } from "../world.ts";
import { clusterConfig, createApplication, type Wanted } from "./argo-cd.ts";

/** A deploy server with people, and the real Argo CD and cluster that it deploys to. */
export interface ShopWorld {
  readonly world: World;
  readonly site: Site;
  readonly shop: Shop;
  readonly cluster: ClusterConfig & { readonly tokenFile: string };
  /** Commits to a branch of the source, and builds it. */
  readonly build: (text: string, branch?: string) => Promise<Built>;
  /** Asks for a deploy of a branch as alice, and waits until its message contains this. */
  readonly deploy: (says: string, branch?: string) => Promise<SlackMessage>;
  /** The same, confirmed by bob. */
  readonly ship: (branch?: string) => Promise<SlackMessage>;
  readonly says: (message: SlackMessage, text: string | RegExp) => Promise<SlackMessage>;
}

export interface ShopOptions extends Wanted {
  readonly autoSync?: "follow" | undefined;
}

/** Starts everything for one scenario, with a first sync that nobody requested, and ends it afterwards. */
export async function withShop(
  world: World,
  { name, autoSync, ...wanted }: ShopOptions & { readonly name: string },
  act: (shop: ShopWorld) => Promise<void>,
): Promise<void> {
  const folder = join(world.processes.folder, "deploys", name);
  mkdirSync(folder, { recursive: true });
  const [slack, registry] = await Promise.all([startSlack(), startRegistry()]);
  const shop = shopNamed(name, registry.host);
  const { hub } = world;
  const site = await startSite({
    github: hub.github,
    certificate: hub.certificate,
    slack,
    registry,
    shop,
    env: { DATABASE_URL: await freshDatabase(world, name) },
    folder,
  });
  try {
    await createApplication(world, shop, wanted);
    const cluster = await clusterConfig(world, shop, folder);
    const config = serverConfig(shop, { ...cluster, autoSync }, site.channel.id);
    await hub.commit(shop.releases, "Name the cluster", { "db/server.yaml": config });
    await firstSync(world, shop, wanted);
    await site.start();
    for (const user of [site.alice, site.bob]) await link(site, user);
    const deploy: ShopWorld["deploy"] = (says, branch = "main") =>
      ask(site, site.alice, { command: `/deploy ${name} ${branch} to prod`, says });
    await act({
      world,
      site,
      shop,
      cluster,
      build: async (text, branch = "main") => {
        const sha = await hub.commit(shop.source, text, { "README.md": `${text}\n` }, branch);
        return site.build(sha, branch);
      },
      deploy,
      ship: async (branch) => {
        const message = await deploy(WAITS, branch);
        await press(site, site.bob, { message, action: "ship" });
        return message;
      },
      says: (message, text) => until(site, message, text),
    });
  } finally {
    await site.stop();
    await Promise.all([slack.close(), registry.close()]);
  }
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

const servers = new WeakMap<World, Promise<PostgreSql>>();

/** Each scenario has its own database on one server. */
async function freshDatabase(world: World, name: string): Promise<string> {
  const started = servers.get(world) ?? startPostgreSql(world.processes, "deploys-postgresql");
  servers.set(world, started);
  const server = await started;
  const database = name.replaceAll("-", "_");
  await server.query(`create database ${database}`);
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  return url.href;
}

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startRegistry, startSlack, type SlackMessage } from "@release-channels/sandbox";
import { ask, link, press, until, WAITS } from "../../deploys/people.ts";
import { shopNamed, type Shop } from "../../deploys/shop.ts";
import { startSite, type Built, type Site } from "../../deploys/site.ts";
import { startPostgreSql, type PostgreSql } from "../postgresql.ts";
import type { World } from "../world.ts";

/** A deploy server with people. */
export interface SiteWorld {
  readonly world: World;
  readonly site: Site;
  readonly shop: Shop;
  /** `postgres://…` of the servers' database. */
  readonly databaseUrl: string;
  /** Commits to a branch of the source, and builds it. @param files besides the README, which says the text */
  readonly build: (text: string, branch?: string, files?: Readonly<Record<string, string>>) => Promise<Built>;
  /** Asks for a deploy of a branch as alice, and waits until its message contains this. */
  readonly deploy: (says: string | RegExp, branch?: string) => Promise<SlackMessage>;
  /** The same, confirmed by bob. */
  readonly ship: (branch?: string) => Promise<SlackMessage>;
  readonly says: (message: SlackMessage, text: string | RegExp) => Promise<SlackMessage>;
}

/** What there is before the first deploy server starts. */
export interface Prepared {
  readonly site: Site;
  readonly shop: Shop;
  /** For secrets that are files. */
  readonly folder: string;
}

/** Starts a server and its people for one scenario, and ends them afterwards. */
export async function withSite<Target>(
  world: World,
  { name, prepare }: { readonly name: string; readonly prepare: (prepared: Prepared) => Promise<Target> },
  act: (site: SiteWorld, target: Target) => Promise<void>,
): Promise<void> {
  const folder = join(world.processes.folder, "deploys", name);
  mkdirSync(folder, { recursive: true });
  const [slack, registry] = await Promise.all([startSlack(), startRegistry()]);
  const shop = shopNamed(name, registry.host);
  const { hub } = world;
  const databaseUrl = await freshDatabase(world, name);
  const site = await startSite({
    github: hub.github,
    certificate: hub.certificate,
    slack,
    registry,
    shop,
    env: { DATABASE_URL: databaseUrl },
    folder,
  });
  try {
    const target = await prepare({ site, shop, folder });
    await site.start();
    for (const user of [site.alice, site.bob]) await link(site, user);
    const deploy: SiteWorld["deploy"] = (says, branch = "main") =>
      ask(site, site.alice, { command: `/deploy ${name} ${branch} to prod`, says });
    const whole: SiteWorld = {
      world,
      site,
      shop,
      databaseUrl,
      build: async (text, branch = "main", files = {}) => {
        const sha = await hub.commit(shop.source, text, { ...files, "README.md": `${text}\n` }, branch);
        return site.build(sha, branch);
      },
      deploy,
      ship: async (branch) => {
        const message = await deploy(WAITS, branch);
        await press(site, site.bob, { message, action: "ship" });
        return message;
      },
      says: (message, text) => until(site, message, text),
    };
    await act(whole, target);
  } finally {
    await site.stop();
    await Promise.all([slack.close(), registry.close()]);
  }
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

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { seededRandom, startGitHub, startRegistry, startSlack } from "@release-channels/sandbox";
import { openStore } from "../../../lib/store/store.ts";
import { postgresqlPrograms, startPostgresql } from "../../../lib/store/testing/postgresql.ts";
import { Crew } from "../../deploys/crew.ts";
import { shopNamed } from "../../deploys/shop.ts";
import { startSite } from "../../deploys/site.ts";
import { UsageError } from "../usage-error.ts";
import { jobsIn } from "./actions-arena.ts";
import type { ArenaOptions, ChaosArena } from "./arena.ts";
import { deliver } from "./deliver.ts";
import { injectFaults } from "./faults.ts";
import { CHANNELS } from "./plan.ts";
import { Sender } from "./sender.ts";
import { dispatchSteps, ServerKills } from "./server-kills.ts";

/** Senders only wait: far more than a server writes at a time. */
const AT_ONCE = 40;
/** As many jobs at a time as leave the servers some of the processors. */
const JOBS_AT_ONCE = 4;
/** Requests that never arrive, and answers that never come back. */
const LOST = 0.03;
/** Of the containers, how many are written by jobs where both write. */
const BY_JOBS = 0.25;
/** As pino numbers it. */
const ERROR = 50;
const PATH = "/v1/dispatches";

/** Two deploy servers on PostgreSQL write, and die at every step of it; where both do, jobs write some containers beside. */
export async function startServerArena(
  { directory, seed, deliveries, tell }: ArenaOptions,
  isBesideJobs: boolean,
): Promise<ChaosArena> {
  const programs = postgresqlPrograms();
  if (programs === undefined)
    throw new UsageError("PostgreSQL is not installed: apt-get install postgresql.");
  const folder = join(directory, "servers");
  mkdirSync(folder);
  const [github, slack, registry, postgresql] = await Promise.all([
    startGitHub({ directory: join(directory, "github"), seed }),
    startSlack(),
    startRegistry(),
    startPostgresql(programs),
  ]);
  const shop = shopNamed("chaos", registry.host);
  const env = { DATABASE_URL: postgresql.url };
  const containers = [...new Set(deliveries.map(({ container }) => container))];
  // In the first commit: no read is so stale that it does not show it.
  const files = { "db/policy.json": policyOf(containers) };
  const site = await startSite({ github, slack, registry, shop, files, env, folder });
  for (const container of containers) await github.createRepository(`acme/${container}`, { files: {} });
  const start = (await github.tip(shop.releases)) ?? "";
  await Promise.all([site.start(), site.start()]);
  const store = await openStore({ driver: "postgresql", url: postgresql.url, connections: 2 });
  const repository = github.repository(shop.releases);
  const random = seededRandom(seed);
  const jobs = jobsIn({ github, repository, directory });
  const areJobs = new Set(containers.filter(() => isBesideJobs && random() < BY_JOBS));
  const turns = new Turns(JOBS_AT_ONCE);
  const sender = new Sender(github, site.front.url, repository.fullName);
  const crew = new Crew({ site, store }, []);
  const kills = new ServerKills(site, dispatchSteps(), { folder, random, deliveries: deliveries.length });
  crew.arm();
  injectFaults(github);
  site.front.lose((path) => path === PATH && random() < LOST);
  site.front.loseAnswers((path) => path === PATH && random() < LOST);
  return {
    github,
    repository,
    start,
    atOnce: AT_ONCE,
    deliver: async (delivery) => {
      kills.delivered();
      return areJobs.has(delivery.container)
        ? turns.take(() => deliver(jobs, delivery))
        : sender.deliver(delivery);
    },
    end: async () => {
      github.clearFaults();
      await crew.disarm();
      const { taken, missed } = kills.outcome();
      for (const { step, when } of missed) tell(`nobody came by ${when} ${step}`);
      // Of what a server does not expect, its log alone says more.
      for (const entry of site.replicas.flatMap((replica) => replica.log()))
        if (Number(entry["level"]) >= ERROR) tell(JSON.stringify(entry));
      const byJobs = deliveries.filter(({ container }) => areJobs.has(container)).length;
      return {
        figures: { serversKilled: taken.length, byJobs, ...sender.figures },
        broken: [
          ...sender.broken,
          ...(taken.length === 0 ? ["no server was killed"] : []),
          ...(isBesideJobs && byJobs === 0 ? ["no job has written"] : []),
        ],
      };
    },
    close: async () => {
      crew.leave();
      await site.stop();
      await store.close();
      await Promise.all([slack, registry, github].map((one) => one.close()));
      await postgresql.stop();
    },
  };
}

/** Each container belongs to the repository of its name. */
function policyOf(containers: readonly string[]): string {
  const owned = containers.map((name) => [name, { repository: { name: `acme/${name}` } }] as const);
  return `${JSON.stringify({ version: 1, channels: CHANNELS, containers: Object.fromEntries(owned) }, undefined, 2)}\n`;
}

/** Lets only so many at a time do something. */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  async take<T>(act: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

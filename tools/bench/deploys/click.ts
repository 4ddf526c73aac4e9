import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ask, LIVE, press, requestOf, until, WAITS } from "../../deploys/people.ts";
import { CHANNEL } from "../../deploys/shop.ts";
import { startChaosWorld, type ChaosWorld } from "../deploy-chaos/world.ts";
import { median, type Figure } from "./promise.ts";

/** How long each answer of GitHub, Argo CD and Slack is held back. */
const LATENCY_MS = 100;
/** Far longer than a sync that comes at all is waited for. */
const PATIENCE_MS = 5 * 60_000;

export interface ClickOptions {
  /** How many deploys are looked at. */
  readonly rounds: number;
  readonly tell: (line: string) => void;
}

/** What it takes from the click that confirms a deploy until Argo CD has taken the sync. */
export async function click({ rounds, tell }: ClickOptions): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-deploys-"));
  const world = await startChaosWorld(folder, { kind: "usual", compiled: join(folder, "compiled") });
  try {
    const { github, argo, site } = world;
    const seen: Way[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await world.build(`round ${round}`);
      const message = await ask(site, site.alice, {
        command: `/deploy ${world.shop.name} main to ${CHANNEL}`,
        says: WAITS,
      });
      for (const far of [github, argo, site.slack]) {
        far.inject({ operation: "*", fault: { kind: "delay", ms: LATENCY_MS, spreadMs: 0 } });
      }
      const way = await wayOf(world, async () => press(site, site.alice, { message, action: "ship" }));
      for (const far of [github, argo, site.slack]) far.clearFaults();
      await until(site, message, LIVE);
      seen.push(way);
      tell(`round ${round}, request ${requestOf(message)}: ${JSON.stringify(way)}`);
    }
    const middle = (of: (way: Way) => number): number => median(seen.map(of));
    const shortest = middle(({ series }) => series) * LATENCY_MS;
    return [
      { what: "requests to GitHub from click to sync", ours: middle((way) => way.github), atMost: 10 },
      { what: "requests to Argo CD from click to sync", ours: middle((way) => way.argoCd), atMost: 4 },
      { what: "from click to sync, ms", ours: middle((way) => way.ms), beside: shortest, atMost: 1.3 },
    ];
  } finally {
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was asked on the way from a click to the sync. */
interface Way {
  readonly ms: number;
  readonly github: number;
  readonly argoCd: number;
  /** The most requests each of which began after the one before it was answered. */
  readonly series: number;
  /** What was asked of GitHub, and then of Argo CD, each in order. */
  readonly operations: readonly string[];
}

async function wayOf({ github, argo, site }: ChaosWorld, act: () => Promise<void>): Promise<Way> {
  const before = {
    github: github.requests.length,
    argo: argo.requests.length,
    slack: site.slack.requests.length,
  };
  const began = Date.now();
  await act();
  const isSync = ({ operation, status }: { operation: string; status: number }): boolean =>
    operation === "applications/sync" && status === 200;
  while (!argo.requests.slice(before.argo).some(isSync)) {
    if (Date.now() - began > PATIENCE_MS) throw new Error("Argo CD was not asked for a sync after the click");
    await sleep(5);
  }
  const synced = Date.now();
  const asked = github.requests.slice(before.github).filter(isOnTheWay);
  const argoCd = argo.requests.slice(before.argo);
  const people = site.slack.requests
    .slice(before.slack)
    .filter(({ operation }) => operation === "users.info");
  const times = [...asked, ...argoCd, ...people].map(({ at }) => at.getTime());
  return {
    ms: synced - began,
    github: asked.length,
    argoCd: argoCd.length,
    series: inSeries(times),
    operations: [...asked, ...argoCd].map(({ operation }) => operation),
  };
}

/** What is told on GitHub is told beside, and Argo CD itself fetches what it deploys. */
function isOnTheWay({ operation }: { readonly operation: string }): boolean {
  return !/^(?:git:|repos\/create-)/.test(operation);
}

/** @param begun in milliseconds */
export function inSeries(begun: readonly number[]): number {
  let count = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const at of begun.toSorted((a, b) => a - b)) {
    if (at < free) continue;
    count += 1;
    free = at + LATENCY_MS;
  }
  return count;
}

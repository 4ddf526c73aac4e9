import { setTimeout as sleep } from "node:timers/promises";
import type { DeskRecord } from "@release-channels/sandbox";
import { ask, LIVE, press, requestOf, until, WAITS } from "../../deploys/people.ts";
import { CHANNEL } from "../../deploys/shop.ts";
import { startApps, type Apps } from "./apps.ts";
import { median, middleOf, type Figure } from "./promise.ts";

/** How long each answer of GitHub, Argo CD and Slack is held back. */
const LATENCY_MS = 100;
/**
 * Before the commit whether it syncs by itself, and whether a window is in the way; after it what is different now, which it
 * has to compare first, and the sync. None of them answers for another.
 */
const ARGO_CD = 5;
/** Far longer than a sync that comes at all is waited for. */
const PATIENCE_MS = 5 * 60_000;

export interface ClickOptions {
  /** How many deploys are looked at. */
  readonly rounds: number;
  readonly tell: (line: string) => void;
}

/** What it takes from the click that confirms a deploy until Argo CD has taken the sync, of one server. */
export async function click({ rounds, tell }: ClickOptions): Promise<readonly Figure[]> {
  const world = await startApps({ count: 1, isProtected: true });
  try {
    const { github, argo, site, apps } = world;
    const seen: Way[] = [];
    // Tokens and what is compiled once for each server are no click's.
    for (let round = 0; round <= rounds; round += 1) {
      await world.build(`round ${round}`);
      for (const { name, user } of apps) {
        const command = `/deploy ${name} main to ${CHANNEL}`;
        const message = await ask(site, user, { command, says: WAITS });
        await github.webhooksSettled();
        for (const far of [github, argo, site.slack]) {
          far.inject({ operation: "*", fault: { kind: "delay", ms: LATENCY_MS, spreadMs: 0 } });
        }
        const way = await wayOf(world, async () => press(site, user, { message, action: "ship" }));
        for (const far of [github, argo, site.slack]) far.clearFaults();
        await until(site, message, LIVE);
        if (round === 0) continue;
        seen.push(way);
        tell(`round ${round}, request ${requestOf(message)}: ${JSON.stringify(way)}`);
      }
    }
    const middle = (of: (way: Way) => number): number => median(seen.map(of));
    return [
      { what: "requests to GitHub from click to sync", ours: middle((way) => way.github), atMost: 10 },
      { what: "requests to Argo CD from click to sync", ours: middle((way) => way.argoCd), atMost: ARGO_CD },
      {
        what: "from click to sync, ms",
        ...middleOf(seen.map(({ ms, series }) => ({ ours: ms, beside: series * LATENCY_MS }))),
        atMost: 1.3,
      },
    ];
  } finally {
    await world.stop();
  }
}

/** What was asked on the way from a click to the sync. */
interface Way {
  readonly ms: number;
  readonly github: number;
  readonly argoCd: number;
  /** The most answers that were held back one after the other. */
  readonly series: number;
  /** What was asked, with when it came and when it was answered, in milliseconds from the click. */
  readonly operations: readonly string[];
}

async function wayOf({ github, argo, site }: Apps, act: () => Promise<void>): Promise<Way> {
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
  const asked = github.requests.slice(before.github);
  const argoCd = argo.requests.slice(before.argo).filter(({ operation }) => operation !== "webhook");
  const people = site.slack.requests
    .slice(before.slack)
    .filter(({ operation }) => operation === "users.info");
  const ours = asked.filter(isOnTheWay);
  const waitedFor = [...ours, ...fetchedFor(argoCd, asked), ...argoCd, ...people];
  return {
    ms: synced - began,
    github: ours.length,
    argoCd: argoCd.length,
    series: inSeries(waitedFor.map(({ answeredAt }) => answeredAt.getTime())),
    operations: waitedFor
      .toSorted((one, other) => one.at.getTime() - other.at.getTime())
      .map(
        ({ operation, at, answeredAt }) =>
          `${operation} ${at.getTime() - began}–${answeredAt.getTime() - began}`,
      ),
  };
}

/** What is told on GitHub is told beside, and Argo CD itself fetches what it deploys. */
function isOnTheWay({ operation }: Asked): boolean {
  return !/^(?:git:|repos\/create-)/.test(operation);
}

type Asked = Pick<DeskRecord, "operation" | "at" | "answeredAt">;

/** What Argo CD has fetched of GitHub while it was waited for: it compares with that. */
function fetchedFor(argoCd: readonly Asked[], github: readonly Asked[]): readonly Asked[] {
  const isWithin = (one: Asked, whole: Asked): boolean =>
    whole.operation === "applications/get" && whole.at <= one.at && one.answeredAt <= whole.answeredAt;
  return github.filter(
    (one) => one.operation.startsWith("git:") && argoCd.some((whole) => isWithin(one, whole)),
  );
}

/**
 * How many answers were held back one after the other, at the most: each is held back right before it is given, so that
 * one which waits for another is held back after it.
 * @param answered when, in milliseconds
 */
export function inSeries(answered: readonly number[]): number {
  let count = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const at of answered.toSorted((a, b) => a - b)) {
    if (at - LATENCY_MS < free) continue;
    count += 1;
    free = at;
  }
  return count;
}

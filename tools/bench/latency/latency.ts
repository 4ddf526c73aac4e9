import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../burst/figures.ts";
import type { Row } from "../table.ts";
import { arrive, type Arrival } from "./arrivals.ts";
import { cpuMsOf } from "./cpu.ts";
import { SECRET, type Far } from "./far.ts";
import { watchRows } from "./seen.ts";
import { IN_VAIN_MS, startServers, type Server } from "./servers.ts";
import { newCommit, pushOf, runOf, type Sources, type Templates } from "./webhooks.ts";

/** What is measured. */
export interface LatencyOptions {
  readonly perSecond: number;
  readonly seconds: number;
  /** How often both servers are measured, in turn. */
  readonly rounds: number;
  readonly tell: (line: string) => void;
}

/** What the server promises: of a hundred deploys, ninety-nine are asked for within this. */
const PROMISED_MS = 2000;
/** Repositories with a config, and as many without. */
const REPOSITORIES = 20;

/**
 * Measures how long it takes from a webhook until the deploy that it leads to is asked for, beside a bare server that
 * inserts what it is sent: 70 % pushes, 20 % builds, and 10 % builds that deploy.
 */
export async function latency(
  options: LatencyOptions,
): Promise<{ readonly rows: readonly Row[]; readonly broken: readonly string[] }> {
  const { far, servers, stop } = await startServers(REPOSITORIES);
  try {
    return await measureAll(servers, far, options);
  } finally {
    await stop();
  }
}

async function measureAll(
  servers: readonly Server[],
  far: Far,
  { perSecond, seconds, rounds, tell }: LatencyOptions,
) {
  const rows: Row[] = [];
  const broken: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    let bare = 0;
    for (const server of servers) {
      const figures = await measure(
        server,
        webhooksOf(server.sources, far.templates, perSecond * seconds),
        perSecond,
      );
      if (bare === 0) bare = figures.p99;
      rows.push({ round, server: server.name, ...figures, ratio: Number((figures.p99 / bare).toFixed(1)) });
      tell(`round ${round}, ${server.name}: ${figures.p99} ms of 99 %`);
      if (figures.p99 > PROMISED_MS) {
        broken.push(`round ${round}: ${server.name} took ${figures.p99} ms, more than ${PROMISED_MS}`);
      }
    }
  }
  return { rows, broken };
}

async function measure(
  { child, database, deploys }: Server,
  arrivals: readonly Arrival[],
  perSecond: number,
) {
  const watch = await watchRows(database, deploys);
  const cpu = cpuMsOf(child.pid);
  try {
    const { due, answeredMs } = await arrive(`${child.url}/webhooks/github`, arrivals, perSecond);
    const end = Date.now() + IN_VAIN_MS;
    while ([...due.keys()].some((sha) => !watch.seen.has(sha)) && Date.now() < end) await sleep(50);
    const took = [...due].map(([sha, at]) => (watch.seen.get(sha) ?? Number.POSITIVE_INFINITY) - at);
    const sorted = took.toSorted((a, b) => a - b);
    const answered = answeredMs.toSorted((a, b) => a - b);
    return {
      webhooks: arrivals.length,
      answeredP99: Math.round(percentile(answered, 99)),
      deploys: due.size,
      p50: Math.round(percentile(sorted, 50)),
      p99: Math.round(percentile(sorted, 99)),
      worst: Math.round(sorted.at(-1) ?? 0),
      cpuMs: Number(((cpuMsOf(child.pid) - cpu) / arrivals.length).toFixed(1)),
    };
  } finally {
    await watch.stop();
  }
}

/** Of ten webhooks seven are pushes, of which one is of a repository with a config, and the last deploys that. */
function webhooksOf({ deployed, plain }: Sources, templates: Templates, count: number): readonly Arrival[] {
  return Array.from({ length: count }, (_, index) => {
    const turn = Math.floor(index / 10);
    const one = deployed[turn % deployed.length];
    const other = plain[index % plain.length];
    if (one === undefined || other === undefined) throw new Error("there are no repositories");
    const place = index % 10;
    const common = { ...templates, secret: SECRET, path: "src/main.ts" };
    if (place < 7) return pushOf(place === 0 ? one : other, { ...common, after: newCommit() });
    if (place < 9)
      return runOf(other, { ...common, sha: other.head, status: place === 7 ? "in_progress" : "completed" });
    const { headers, body } = runOf(one, { ...common, sha: one.head, status: "completed" });
    return { headers: { ...headers, "x-deploys": one.head }, body, deploys: one.head };
  });
}

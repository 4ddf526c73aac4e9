import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { postgresqlPrograms, startPostgresql } from "../../../lib/store/testing/postgresql.ts";
import { startServerChild, type ServerChild } from "../api/child.ts";
import { percentile } from "../burst/figures.ts";
import type { Row } from "../table.ts";
import { UsageError } from "../usage-error.ts";
import { arrive, type Arrival } from "./arrivals.ts";
import { SECRET, startFar, type Far } from "./far.ts";
import { watchRows } from "./seen.ts";
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
/** How long whatever is still on its way is waited for. */
const PATIENCE_MS = 120_000;

interface Server {
  readonly name: string;
  readonly child: ServerChild;
  readonly database: string;
  /** The repositories as it has heard of them. */
  readonly sources: Sources;
  /** Whose column `name` is the commit of each deploy that there is. */
  readonly deploys: string;
}

/**
 * Measures how long it takes from a webhook until the deploy that it leads to is asked for, beside a bare server that
 * inserts what it is sent: 70 % pushes, 20 % builds, and 10 % builds that deploy.
 */
export async function latency(
  options: LatencyOptions,
): Promise<{ readonly rows: readonly Row[]; readonly broken: readonly string[] }> {
  const programs = postgresqlPrograms();
  if (programs === undefined)
    throw new UsageError("PostgreSQL is not installed: apt-get install postgresql.");
  const postgresql = await startPostgresql(programs);
  const far = await startFar(REPOSITORIES);
  const servers: Server[] = [];
  try {
    servers.push(await startBare(await newDatabase(postgresql.url, "bare"), far));
    servers.push(await startReal(await newDatabase(postgresql.url, "real"), far));
    return await measureAll(servers, far, options);
  } finally {
    for (const { child } of servers) await child.stop();
    await far.close();
    await postgresql.stop();
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
    const end = Date.now() + PATIENCE_MS;
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

const TICK_MS = 10;

/** CPU time that a process has taken. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MS;
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

async function startBare(database: string, sources: Sources): Promise<Server> {
  const main = fileURLToPath(new URL("bare-server.ts", import.meta.url));
  const child = await startServerChild(main, { DATABASE_URL: database }, "/readyz");
  return {
    name: "bare insert",
    child,
    database,
    sources: copyOf(sources),
    deploys: "select deploys as name from bare where deploys is not null",
  };
}

/** Starts the deploy server, and lets it find the repositories and their configs. */
async function startReal(database: string, { env, releases, templates, ...sources }: Far): Promise<Server> {
  const main = fileURLToPath(new URL("../../../apps/deploy-server/main.ts", import.meta.url));
  const child = await startServerChild(main, { ...env, DATABASE_URL: database }, "/readyz");
  const { deployed, plain } = copyOf(sources);
  const known = [releases, ...plain, ...deployed].map((one) => {
    const path = `.deploy/${one.name.replace("acme/", "")}.yaml`;
    return pushOf(one, { ...templates, secret: SECRET, path, after: one.head });
  });
  await arrive(`${child.url}/webhooks/github`, known, 10);
  const done = await watchRows(database, "select key as name from inbox where state = 'done'");
  const end = Date.now() + PATIENCE_MS;
  while (done.seen.size < known.length && Date.now() < end) await sleep(50);
  await done.stop();
  if (done.seen.size < known.length)
    throw new Error("the deploy server has not dealt with its first webhooks");
  const deploys = "select document->'wish'->>'sha' as name from requests";
  return { name: "deploy server", child, database, sources: { deployed, plain }, deploys };
}

function copyOf({ deployed, plain }: Sources): Sources {
  return { deployed: deployed.map((one) => ({ ...one })), plain: plain.map((one) => ({ ...one })) };
}

async function newDatabase(server: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

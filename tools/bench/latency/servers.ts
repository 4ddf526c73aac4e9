import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { postgresqlPrograms, startPostgresql } from "../../../lib/store/testing/postgresql.ts";
import { startServerChild, type ServerChild } from "../api/child.ts";
import { UsageError } from "../usage-error.ts";
import { arrive } from "./arrivals.ts";
import { SECRET, startFar, type Far } from "./far.ts";
import { watchRows } from "./seen.ts";
import { pushOf, type Sources } from "./webhooks.ts";

/** How long whatever is still on its way is waited for. */
export const IN_VAIN_MS = 10 * 60_000;

/** What takes webhooks and commands. */
export interface Server {
  readonly name: string;
  readonly child: ServerChild;
  readonly database: string;
  /** The repositories as it has heard of them. */
  readonly sources: Sources;
  /** Whose column `name` is the commit of each deploy that there is. */
  readonly deploys: string;
}

/** Both servers, each with a database of its own in one PostgreSQL. */
export interface Servers {
  readonly far: Far;
  /** The bare one first. */
  readonly servers: readonly [Server, Server];
  readonly stop: () => Promise<void>;
}

/** @param count of each kind of repository */
export async function startServers(count: number): Promise<Servers> {
  const programs = postgresqlPrograms();
  if (programs === undefined)
    throw new UsageError("PostgreSQL is not installed: apt-get install postgresql.");
  const postgresql = await startPostgresql(programs);
  const far = await startFar(count);
  const started: ServerChild[] = [];
  const stop = async (): Promise<void> => {
    for (const child of started) await child.stop();
    await far.close();
    await postgresql.stop();
  };
  try {
    const bare = await startBare(await newDatabase(postgresql.url, "bare"), far);
    started.push(bare.child);
    const real = await startReal(await newDatabase(postgresql.url, "real"), far);
    started.push(real.child);
    return { far, servers: [bare, real], stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
  const options = { ...env, ...(await imageOptions()), DATABASE_URL: database };
  const child = await startServerChild(main, options, "/readyz");
  const { deployed, plain } = copyOf(sources);
  const known = [releases, ...plain, ...deployed].map((one) => {
    const path = `.deploy/${one.name.replace("acme/", "")}.yaml`;
    return pushOf(one, { ...templates, secret: SECRET, path, after: one.head });
  });
  await arrive(`${child.url}/webhooks/github`, known, 10);
  const done = await watchRows(database, "select key as name from inbox where state = 'done'");
  const end = Date.now() + IN_VAIN_MS;
  while (done.seen.size < known.length && Date.now() < end) await sleep(50);
  await done.stop();
  if (done.seen.size < known.length)
    throw new Error("the deploy server has not dealt with its first webhooks");
  const deploys = "select document->'wish'->>'sha' as name from requests";
  return { name: "deploy server", child, database, sources: { deployed, plain }, deploys };
}

/** What Node is told in the image. */
async function imageOptions(): Promise<{ readonly NODE_OPTIONS: string }> {
  const dockerfile = new URL("../../../apps/deploy-server/Dockerfile", import.meta.url);
  const [, options] = /^ENV NODE_OPTIONS=(.+)$/m.exec(await readFile(dockerfile, "utf8")) ?? [];
  if (options === undefined) throw new Error("the deploy server's Dockerfile does not set NODE_OPTIONS");
  return { NODE_OPTIONS: options };
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

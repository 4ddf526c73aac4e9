/** A test's own PostgreSQL: Debian's, as plain processes in a folder of its own. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** A PostgreSQL server that a test may do with what it wants. */
export interface TestServer {
  /** Of a database that is there. */
  readonly url: string;
  /** As a power cut does: nothing is finished. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Where the programs of the newest installed version are; undefined where there is none. */
export function postgresqlPrograms(): string | undefined {
  const folders = globSync("/usr/lib/postgresql/*/bin").filter((folder) =>
    existsSync(join(folder, "initdb")),
  );
  return folders.toSorted((a, b) => versionOf(b) - versionOf(a))[0];
}

/** In `.ci/run` a missing PostgreSQL is a failure; on a developer's machine, tests leave out what needs it. */
export function refuseAbsence(next: string): void {
  if (process.env["POSTGRESQL_REQUIRED"] === "true") throw new Error(`There is no PostgreSQL here: ${next}.`);
}

function versionOf(folder: string): number {
  return Number(/\/(\d+)\/bin$/.exec(folder)?.[1] ?? 0);
}

/** Starts a server on a free port of the loopback, with an empty database `deploys`. */
export async function startPostgresql(programs: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "postgresql-"));
  const data = join(folder, "data");
  const user = userFor(folder);
  const options = { ...user, stdio: "ignore" as const };
  execFileSync(
    join(programs, "initdb"),
    ["-D", data, "-U", "deploys", "-A", "trust", "--no-sync", "-E", "UTF8"],
    options,
  );
  const port = await freePort();
  const url = `postgres://deploys@127.0.0.1:${port}/deploys`;
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const settings = [
      "listen_addresses=127.0.0.1",
      `port=${port}`,
      `unix_socket_directories=${folder}`,
      "fsync=off",
    ];
    server = spawn(
      join(programs, "postgres"),
      ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
      options,
    );
    await untilReady(`postgres://deploys@127.0.0.1:${port}/postgres`, server);
  }
  // It would go on without this process.
  const killWithUs = (): void => void server?.kill("SIGQUIT");
  process.once("exit", killWithUs);
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  }
  await start();
  await query(`postgres://deploys@127.0.0.1:${port}/postgres`, "create database deploys");
  return {
    url,
    kill: () => end("SIGQUIT"),
    start,
    stop: async () => {
      process.off("exit", killWithUs);
      await end("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root, which tests in a container often are. */
function userFor(folder: string): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid = 0, gid = 0] = execFileSync("sh", ["-c", "id -u postgres && id -g postgres"], {
    encoding: "utf8",
  })
    .trim()
    .split("\n")
    .map(Number);
  chownSync(folder, uid, gid);
  chmodSync(folder, 0o700);
  return { uid, gid };
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null)
      throw new Error(`PostgreSQL ended with ${server.exitCode} instead of starting`);
    try {
      await query(url, "select 1");
      return;
    } catch {
      await sleep(50);
    }
  }
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

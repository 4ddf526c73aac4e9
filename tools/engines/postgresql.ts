import { chownSync, globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort, until, type Processes } from "./processes.ts";
import { run } from "./run.ts";

export interface PostgreSql {
  /** `postgres://…`, of an empty database. */
  readonly url: string;
  /** Runs one statement. @returns the rows, a line each, their columns between `|` */
  readonly query: (sql: string) => Promise<string>;
  /** Stops it at once, as when a machine is lost, and starts it again on the same data. */
  readonly restart: () => Promise<void>;
}

/** Starts Debian's PostgreSQL on its own data, and waits until it answers. @param name of its process and folder */
export async function startPostgreSql(processes: Processes, name = "postgresql"): Promise<PostgreSql> {
  const bin = globSync("/usr/lib/postgresql/*/bin").toSorted().at(-1);
  if (bin === undefined) throw new Error("PostgreSQL is not installed: apt-get install postgresql.");
  const folder = join(processes.folder, name);
  mkdirSync(folder, { recursive: true });
  const uid = await accountFor(folder);
  const data = join(folder, "data");
  await run(
    join(bin, "initdb"),
    ["--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"],
    uid === undefined ? {} : { uid, gid: uid },
  );
  const port = await freePort();
  const start = async (): Promise<void> => {
    processes.start({
      name,
      command: join(bin, "postgres"),
      args: ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder],
      ...(uid !== undefined && { uid }),
    });
    await until(processes, "PostgreSQL answers", async () => {
      await run(join(bin, "pg_isready"), ["--host=127.0.0.1", `--port=${port}`]);
      return true;
    });
  };
  await start();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return {
    url,
    query: (sql) =>
      run(join(bin, "psql"), [
        url,
        "--no-psqlrc",
        "--quiet",
        "--tuples-only",
        "--no-align",
        "--command",
        sql,
      ]),
    restart: async () => {
      await processes.kill(name);
      await start();
    },
  };
}

/** PostgreSQL refuses root: as root, it runs under Debian's own account, which gets the folder. */
async function accountFor(folder: string): Promise<number | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const uid = Number(await run("id", ["--user", "postgres"]));
  chownSync(folder, uid, uid);
  return uid;
}

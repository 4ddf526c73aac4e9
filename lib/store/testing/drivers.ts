import pg from "pg";
import { openStore, type Db, type Store } from "../store.ts";
import { postgresqlPrograms, refuseAbsence, startPostgresql, type TestServer } from "./postgresql.ts";

/** A driver that tests run on, each with stores of its own. */
export interface TestDriver {
  readonly name: "PGlite" | "PostgreSQL";
  readonly open: () => Promise<OpenedStore>;
}

/** A store that nobody else has, empty. */
export interface OpenedStore {
  readonly store: Store;
  /** As another replica has it beside the first: of PostgreSQL alone. */
  readonly second?: () => Promise<Db>;
}

export interface TestDrivers {
  readonly drivers: readonly TestDriver[];
  /** Closes all stores that were opened: for `afterAll`. */
  readonly close: () => Promise<void>;
}

/**
 * PGlite always; PostgreSQL where the server of `POSTGRESQL_URL` or an installed one is to be had. `.ci/run` requires it
 * with `POSTGRESQL_REQUIRED=true`, so that its absence there is a failure and no silence.
 */
export function testDrivers(): TestDrivers {
  const stores: Store[] = [];
  let server: TestServer | undefined;
  const close = async (): Promise<void> => {
    for (const store of stores) await store.close();
    await server?.stop();
  };
  const pglite: TestDriver = {
    name: "PGlite",
    open: async () => {
      const store = await openStore({ driver: "pglite" });
      stores.push(store);
      return { store };
    },
  };
  const given = process.env["POSTGRESQL_URL"];
  const programs = postgresqlPrograms();
  if (given === undefined && programs === undefined) {
    refuseAbsence("install the package postgresql, or name a server in POSTGRESQL_URL");
    return { drivers: [pglite], close };
  }
  const postgresql: TestDriver = {
    name: "PostgreSQL",
    open: async () => {
      if (given === undefined && server === undefined) server = await startPostgresql(programs ?? "");
      const url = await freshDatabase(given ?? server?.url ?? "");
      const store = await openStore({ driver: "postgresql", url, connections: 4 });
      stores.push(store);
      const second = async (): Promise<Db> => {
        const beside = await openStore({ driver: "postgresql", url, connections: 4 });
        stores.push(beside);
        return beside.db;
      };
      return { store, second };
    },
  };
  return { drivers: [pglite, postgresql], close };
}

let databases = 0;

async function freshDatabase(server: string): Promise<string> {
  databases += 1;
  const name = `test_${process.pid}_${databases}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`drop database if exists ${name}`);
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

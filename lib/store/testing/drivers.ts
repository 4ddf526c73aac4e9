import { afterAll } from "@jest/globals";
import pg from "pg";
import { openStore, type Store } from "../store.ts";
import { postgresqlPrograms, startPostgresql, type TestServer } from "./postgresql.ts";

/** A driver that tests run on, each with stores of its own. */
export interface TestDriver {
  readonly name: "PGlite" | "PostgreSQL";
  /** A store that nobody else has, empty, and its address for a second one beside it (PostgreSQL alone). */
  readonly open: () => Promise<{ readonly store: Store; readonly url?: string }>;
}

/**
 * PGlite always; PostgreSQL where the server of `POSTGRESQL_URL` or an installed one is to be had. `.ci/run` requires it
 * with `POSTGRESQL_REQUIRED=1`, so that its absence there is a failure and no silence.
 */
export function testDrivers(): readonly TestDriver[] {
  const stores: Store[] = [];
  let server: TestServer | undefined;
  afterAll(async () => {
    for (const store of stores) await store.close();
    await server?.stop();
  });
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
    if (process.env["POSTGRESQL_REQUIRED"] === "1") {
      throw new Error(
        "There is no PostgreSQL: install the package postgresql, or name a server in POSTGRESQL_URL.",
      );
    }
    return [pglite];
  }
  const postgresql: TestDriver = {
    name: "PostgreSQL",
    open: async () => {
      if (given === undefined && server === undefined) server = await startPostgresql(programs ?? "");
      const url = await freshDatabase(given ?? server?.url ?? "");
      const store = await openStore({ driver: "postgresql", url, connections: 4 });
      stores.push(store);
      return { store, url };
    },
  };
  return [pglite, postgresql];
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

import { sql } from "kysely";
import { openStore, type Db, type Store } from "../store.ts";

/** Of this process, each empty, and nobody's. */
const idle: Store[] = [];
process.once("disconnect", () => {
  for (const store of idle.splice(0)) void store.close();
});

/**
 * An empty store in PGlite. Starting one takes a second of CPU time: in a process that runs many test files, one that is
 * closed is emptied and kept for the next.
 */
export async function emptyStore(): Promise<Store> {
  const store = idle.pop() ?? (await openStore({ driver: "pglite" }));
  // Who is no worker of jest's runs few files, and would wait at its end: PGlite keeps a process alive.
  return process.connected ? { ...store, close: () => keep(store) } : store;
}

async function keep(store: Store): Promise<void> {
  await empty(store.db);
  idle.push(store);
}

/** Takes out all rows, and begins all numbers anew: only the layout stays. */
async function empty(db: Db): Promise<void> {
  const { rows } = await sql<{ readonly tablename: string }>`select tablename from pg_tables
    where schemaname = 'public' and tablename <> 'migrations'`.execute(db);
  const tables = rows.map(({ tablename }) => sql.table(tablename));
  await sql`truncate ${sql.join(tables)} restart identity`.execute(db);
}

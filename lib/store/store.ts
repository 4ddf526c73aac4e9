import { Kysely, type Transaction } from "kysely";
import { freeLeases } from "./embedded/free-leases.ts";
import { openEmbedded } from "./embedded/pglite.ts";
import { migrate, type Migrated } from "./migrate.ts";
import { postgresqlDialect, type PostgresqlSettings } from "./postgresql.ts";
import { step } from "./step.ts";
import type { Tables } from "./tables.ts";

/** What queries are asked of: the database, or a transaction of it. All functions of this room take it first. */
export type Db = Kysely<Tables>;

/** Where the server remembers who waits. */
export interface Store {
  readonly db: Db;
  /** `pglite` is for a trial: one process, and nothing forced to disk. */
  readonly driver: "postgresql" | "pglite";
  readonly migrated: Migrated;
  readonly close: () => Promise<void>;
}

export type StoreSettings =
  | ({ readonly driver: "postgresql" } & PostgresqlSettings)
  /** Without a folder in memory alone. */
  | { readonly driver: "pglite"; readonly folder?: string | undefined };

/**
 * Opens the store and brings its layout forward.
 * @throws FolderInUse, LayoutError, or what the driver throws where there is no database: see `isPassing`
 */
export async function openStore(settings: StoreSettings): Promise<Store> {
  if (settings.driver === "postgresql") {
    const db = new Kysely<Tables>({ dialect: postgresqlDialect(settings) });
    return migrated(db, settings.driver, () => step("store.close", () => db.destroy()));
  }
  const embedded = await openEmbedded(settings.folder);
  const db = new Kysely<Tables>({ dialect: embedded.dialect });
  const store = await migrated(db, settings.driver, embedded.close);
  await freeLeases(db);
  return store;
}

async function migrated(db: Db, driver: Store["driver"], close: () => Promise<void>): Promise<Store> {
  try {
    return { db, driver, migrated: await migrate(db), close };
  } catch (error) {
    await step("store.close after a failure", () => close());
    throw error;
  }
}

/**
 * Runs queries that take effect together or not at all. Nothing else may be awaited within: a transaction that waits for
 * the network keeps its rows from everybody.
 */
export async function inTransaction<T>(
  db: Db,
  run: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return isTransaction(db) ? run(db) : step("store.transaction", () => db.transaction().execute(run));
}

function isTransaction(db: Db): db is Transaction<Tables> {
  return db.isTransaction;
}

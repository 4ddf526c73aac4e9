import { createHash } from "node:crypto";
import { sql, type Kysely, type Transaction } from "kysely";
import { MIGRATIONS } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import { step } from "./step.ts";
import type { Tables } from "./tables.ts";

/** What a migration was when it was applied or released: 64 hex. Line ends and spaces at them do not count. */
export function checksumOf({ sql: text }: Migration): string {
  const normal = text
    .trim()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
  return createHash("sha256").update(normal).digest("hex");
}

/** A database whose layout is not what this program was made for. */
export class LayoutError extends Error {
  override readonly name = "LayoutError";
}

/** What was done to the layout. */
export interface Migrated {
  readonly applied: readonly string[];
  /** Migrations of a newer version of this program, which must leave this one working. */
  readonly newer: readonly string[];
}

/** Any number; the same for all replicas. */
const LOCK = 5_021_773_919;

/**
 * Brings the database's layout forward to what this program needs. Replicas that start together wait for each other;
 * all is applied in one transaction, or nothing.
 * @throws LayoutError when a migration that was applied has been changed since
 */
export async function migrate(db: Kysely<Tables>, migrations = MIGRATIONS): Promise<Migrated> {
  return step("store.migrate", () =>
    db.transaction().execute((transaction) => migrateIn(transaction, migrations)),
  );
}

async function migrateIn(db: Transaction<Tables>, migrations: readonly Migration[]): Promise<Migrated> {
  await step("store.lock migrations", () => sql`select pg_advisory_xact_lock(${LOCK})`.execute(db));
  await step("store.create migrations", () =>
    sql`create table if not exists migrations
      (name text primary key, checksum text not null, applied_at timestamptz not null default now())`.execute(
      db,
    ),
  );
  const rows = await step("store.read migrations", () => db.selectFrom("migrations").selectAll().execute());
  const done = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const changed = migrations.filter((one) => done.has(one.name) && done.get(one.name) !== checksumOf(one));
  if (changed.length > 0) throw new LayoutError(changedText(changed));
  const due = migrations.filter(({ name }) => !done.has(name));
  for (const migration of due) {
    for (const statement of statementsOf(migration)) {
      await step("store.apply migration", () => sql.raw(statement).execute(db));
    }
    const { name } = migration;
    await step("store.note migration", () =>
      db
        .insertInto("migrations")
        .values({ name, checksum: checksumOf(migration) })
        .execute(),
    );
  }
  const known = new Set(migrations.map(({ name }) => name));
  return { applied: due.map(({ name }) => name), newer: [...done.keys()].filter((name) => !known.has(name)) };
}

/** A prepared statement is one statement, and none of ours contains a semicolon. */
export function statementsOf({ sql: text }: Migration): readonly string[] {
  const plain = text.replaceAll(/^\s*--.*$/gm, "");
  return plain
    .split(/;\s*(?:\n|$)/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function changedText(changed: readonly Migration[]): string {
  const names = changed.map(({ name }) => name).join(", ");
  return `The database has the migration ${names} in another form than this program: one of them was changed after its release. Run the version that made the database, or restore a backup from before it.`;
}

import { sql } from "kysely";
import { inTransaction, type Db } from "../store.ts";

/** What was in the tables at one moment, as PostgreSQL writes it in JSON: all but the layout, which is known. */
export type Backup = ReadonlyMap<string, string>;

export async function backUp(db: Db): Promise<Backup> {
  return inTransaction(db, async (transaction) => {
    const { rows } = await sql<{ readonly name: string }>`select tablename as name from pg_tables
      where schemaname = 'public' and tablename <> 'migrations'`.execute(transaction);
    const backup = new Map<string, string>();
    for (const { name } of rows) {
      const { rows: read } = await sql<{
        readonly all: string;
      }>`select coalesce(json_agg(one), '[]')::text as all
        from ${sql.table(name)} as one`.execute(transaction);
      backup.set(name, read[0]?.all ?? "[]");
    }
    return backup;
  });
}

/** Puts it into a store in which nothing is; numbers are given out from there on. */
export async function restore(db: Db, backup: Backup): Promise<void> {
  await inTransaction(db, async (transaction) => {
    // In any order, whatever refers to what.
    await sql`set local session_replication_role = replica`.execute(transaction);
    for (const [name, all] of backup) {
      const table = sql.table(name);
      await sql`insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, ${all}::json)`.execute(
        transaction,
      );
    }
    const { rows } = await sql<{
      readonly table: string;
      readonly column: string;
    }>`select table_name as table,
      column_name as column from information_schema.columns
      where table_schema = 'public' and is_identity = 'YES'`.execute(transaction);
    for (const { table, column } of rows) {
      const last = sql`(select coalesce(max(${sql.ref(column)}), 0) + 1 from ${sql.table(table)})`;
      await sql`select setval(pg_get_serial_sequence(${table}, ${column}), ${last}, false)`.execute(
        transaction,
      );
    }
  });
}

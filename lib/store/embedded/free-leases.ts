import { sql, type Kysely } from "kysely";
import { step } from "../step.ts";
import type { Tables } from "../tables.ts";

const LEASED = [
  "inbox",
  "requests",
  "messages",
  "reconciliations",
  "syncs",
  "previews",
  "dispatches",
] as const;

/** Frees what anybody has: one process has the folder, so that whoever worked on a row before has ended. */
export async function freeLeases(db: Kysely<Tables>): Promise<void> {
  for (const table of LEASED) {
    await step("embedded.free leases", () =>
      sql`update ${sql.table(table)} set lease_owner = null, lease_until = null, fence = fence + 1
        where lease_until is not null`.execute(db),
    );
  }
}

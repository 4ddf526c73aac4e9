import { sql, type RawBuilder, type SqlBool } from "kysely";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** A row that somebody works on, and with which right: a newer holder has a higher fence. */
export interface Lease<Id> {
  readonly id: Id;
  readonly fence: number;
}

/** Somebody else has it by now: whatever was being done for it is to stop, and nothing of it to be saved. */
export class LostLease extends Error {
  override readonly name = "LostLease";

  /** @param what `request 5f0c…` */
  constructor(what: string) {
    super(`another replica has taken ${what} over`);
  }
}

/** How rows are claimed. */
export interface ClaimOptions {
  /** Who claims, for people who look at the table: the replica's name. */
  readonly owner: string;
  /** How long nobody else gets them. */
  readonly leaseMs: number;
  readonly limit: number;
}

/** The database's own clock, some time from now: replicas' clocks differ. */
export function fromNow(milliseconds: number): RawBuilder<string> {
  return sql<string>`now() + cast(${milliseconds} as double precision) * interval '1 millisecond'`;
}

export const NOW = sql<string>`now()`;

/**
 * Whether nobody holds a row, or no longer.
 * @param of its table, as the query calls it
 */
export function isFree(of: string): RawBuilder<SqlBool> {
  const until = sql.ref(`${of}.lease_until`);
  return sql<SqlBool>`(${until} is null or ${until} <= ${NOW})`;
}

/** The tables whose rows are claimed, with the column that names a row. */
const KEYS = {
  inbox: "id",
  requests: "id",
  messages: "thread",
  reconciliations: "place",
  syncs: "id",
  previews: "id",
  dispatches: "id",
  reports: "slot",
} as const;
export type LeasedTable = keyof typeof KEYS;
/** All tables whose rows somebody may hold. */
export const LEASED_TABLES: readonly string[] = Object.keys(KEYS);

/**
 * Keeps a row for longer.
 * @returns whether it is still ours; where not, all that is left to do is to stop
 */
export async function renewLease(
  db: Db,
  table: LeasedTable,
  { id, fence, leaseMs }: Lease<string | number> & { readonly leaseMs: number },
): Promise<boolean> {
  const result = await step("lease.renew", () =>
    sql`update ${sql.table(table)} set lease_until = ${fromNow(leaseMs)}
      where ${sql.ref(KEYS[table])} = ${id} and fence = ${fence} and lease_until is not null`.execute(db),
  );
  return result.numAffectedRows === 1n;
}

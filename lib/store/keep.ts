import { renewLease, type Lease, type LeasedTable } from "./lease.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** How long nobody else gets a row that was claimed and is not renewed: its replica has ended, or hangs. */
export const LEASE_MS = 60_000;
/** Several times within a lease, so that one renewal that fails does no harm. */
const RENEWAL_MS = 10_000;

/** Rows that were claimed together. */
export interface KeptRows<Row> {
  readonly table: LeasedTable;
  readonly rows: readonly Row[];
  /** How often they are renewed; as above unless said. */
  readonly everyMs?: number;
  /** Whether the first has waited since it was claimed, as all others do. */
  readonly hasWaited?: boolean;
}

/** Does something, and keeps rows meanwhile. */
export async function whileKept<T>(
  db: Db,
  { table, rows, everyMs = RENEWAL_MS }: KeptRows<Lease<string | number>>,
  act: () => Promise<T>,
): Promise<T> {
  const renewal = setInterval(() => {
    for (const row of rows) void renewLease(db, table, { ...row, leaseMs: LEASE_MS }).catch(() => undefined);
  }, everyMs);
  try {
    return await step("lease.act", () => act());
  } finally {
    clearInterval(renewal);
  }
}

/**
 * Works on rows one after the other, and keeps those that wait for their turn. One that somebody else has taken over
 * meanwhile, because this process stood still, is left to them.
 */
export async function eachKept<Row extends Lease<string | number>>(
  db: Db,
  kept: KeptRows<Row>,
  act: (row: Row) => Promise<void>,
): Promise<void> {
  const { table, rows, hasWaited = false } = kept;
  await whileKept(db, kept, async () => {
    for (const [index, row] of rows.entries()) {
      const isOurs =
        (index === 0 && !hasWaited) || (await renewLease(db, table, { ...row, leaseMs: LEASE_MS }));
      if (isOurs) await step("lease.act on one", () => act(row));
    }
  });
}

/** Works on rows all at once. @throws what the first of them has thrown, when all have ended */
export async function allKept<Row extends Lease<string | number>>(
  db: Db,
  kept: KeptRows<Row>,
  act: (row: Row) => Promise<void>,
): Promise<void> {
  const ended = await whileKept(db, kept, () => Promise.allSettled(kept.rows.map((row) => act(row))));
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

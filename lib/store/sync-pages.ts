import type { Selectable } from "kysely";
import type { SyncFound, SyncPlace } from "../deploys/sync/places.ts";
import { LostLease, type Lease } from "./lease.ts";
import { step } from "./step.ts";
import { inTransaction, type Db } from "./store.ts";
import type { SyncPageTable } from "./tables.ts";

/** What one page of a sync asks for, and what came. */
export interface SyncPage {
  readonly number: number;
  readonly place: SyncPlace;
  readonly state: SyncPageTable["state"];
  /** How often it was tried in vain. */
  readonly attempts: number;
  readonly found: SyncFound | undefined;
  /** Why it did not come. */
  readonly error: string | undefined;
}

/** The first page that is to be read now. @param at ISO 8601 */
export async function nextPage(db: Db, syncId: string, at: string): Promise<SyncPage | undefined> {
  const row = await step("sync pages.next", () =>
    db
      .selectFrom("sync_pages")
      .selectAll()
      .where("sync_id", "=", syncId)
      .where("state", "=", "waiting")
      .where("due_at", "<=", at)
      .orderBy("number")
      .limit(1)
      .executeTakeFirst(),
  );
  return row && pageOf(row);
}

/** When the next page is due that waits: ISO 8601; undefined where none does. */
export async function nextPageDue(db: Db, syncId: string): Promise<string | undefined> {
  const row = await step("sync pages.next due", () =>
    db
      .selectFrom("sync_pages")
      .select("due_at")
      .where("sync_id", "=", syncId)
      .where("state", "=", "waiting")
      .orderBy("due_at")
      .limit(1)
      .executeTakeFirst(),
  );
  return row?.due_at;
}

/** All pages of a sync, in their order. */
export async function pagesOf(db: Db, syncId: string): Promise<readonly SyncPage[]> {
  const rows = await step("sync pages.list", () =>
    db.selectFrom("sync_pages").selectAll().where("sync_id", "=", syncId).orderBy("number").execute(),
  );
  return rows.map(pageOf);
}

/** What all pages of a sync ask for, without what they have found. */
export async function placesOf(db: Db, syncId: string): Promise<readonly SyncPlace[]> {
  const rows = await step("sync pages.list places", () =>
    db.selectFrom("sync_pages").select("place").where("sync_id", "=", syncId).orderBy("number").execute(),
  );
  return rows.map(({ place }) => place);
}

/** How far a sync is. */
export interface SyncProgress {
  readonly pages: number;
  readonly read: number;
  readonly failed: number;
}

export async function progressOf(db: Db, syncId: string): Promise<SyncProgress> {
  const rows = await step("sync pages.count", () =>
    db
      .selectFrom("sync_pages")
      .select(["state", (row) => row.fn.countAll<number>().as("count")])
      .where("sync_id", "=", syncId)
      .groupBy("state")
      .execute(),
  );
  const count = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0;
  const [read, failed] = [count("read"), count("failed")];
  return { pages: read + failed + count("waiting"), read, failed };
}

/** What came of a page. */
export interface PageRead {
  readonly page: number;
  readonly found: SyncFound;
  /** What it has shown that there is more to read. */
  readonly more: readonly SyncPlace[];
  /** ISO 8601. */
  readonly at: string;
}

/** Keeps what a page has found, and the pages that follow of it: both or nothing. @throws LostLease */
export async function pageRead(
  db: Db,
  lease: Lease<string>,
  { page, found, more, at }: PageRead,
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    await requireLease(transaction, lease);
    await setPage(
      transaction,
      { syncId: lease.id, number: page },
      { state: "read", found: JSON.stringify(found), error: null },
    );
    await insertPages(transaction, lease.id, { places: more, at });
  });
}

/** Adds pages of which it turned out later that they are needed. @throws LostLease */
export async function addPages(
  db: Db,
  lease: Lease<string>,
  more: { readonly places: readonly SyncPlace[]; readonly at: string },
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    await requireLease(transaction, lease);
    await insertPages(transaction, lease.id, more);
  });
}

/** A page that did not come. */
export interface PageFault {
  readonly page: number;
  readonly attempts: number;
  readonly error: string;
  /** When it is tried again: ISO 8601; undefined: never. */
  readonly retryAt: string | undefined;
}

/** @throws LostLease */
export async function pageFailed(
  db: Db,
  lease: Lease<string>,
  { page, attempts, error, retryAt }: PageFault,
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    await requireLease(transaction, lease);
    const next =
      retryAt === undefined
        ? ({ state: "failed" } as const)
        : ({ state: "waiting", due_at: retryAt } as const);
    await setPage(transaction, { syncId: lease.id, number: page }, { ...next, attempts, error });
  });
}

async function requireLease(db: Db, { id, fence }: Lease<string>): Promise<void> {
  const held = await step("sync pages.lock sync", () =>
    db
      .selectFrom("syncs")
      .select("id")
      .where("id", "=", id)
      .where("fence", "=", fence)
      .forUpdate()
      .executeTakeFirst(),
  );
  if (held === undefined) throw new LostLease(`sync ${id}`);
}

interface PageColumns {
  readonly state: SyncPageTable["state"];
  readonly attempts?: number;
  readonly due_at?: string;
  readonly found?: string;
  readonly error: string | null;
}

async function setPage(
  db: Db,
  { syncId, number }: { readonly syncId: string; readonly number: number },
  columns: PageColumns,
): Promise<void> {
  await step("sync pages.set", () =>
    db
      .updateTable("sync_pages")
      .set(columns)
      .where("sync_id", "=", syncId)
      .where("number", "=", number)
      .execute(),
  );
}

async function insertPages(
  db: Db,
  syncId: string,
  { places, at }: { readonly places: readonly SyncPlace[]; readonly at: string },
): Promise<void> {
  if (places.length === 0) return;
  const last = await step("sync pages.last", () =>
    db
      .selectFrom("sync_pages")
      .select("number")
      .where("sync_id", "=", syncId)
      .orderBy("number", "desc")
      .limit(1)
      .executeTakeFirst(),
  );
  const first = (last?.number ?? 0) + 1;
  const rows = places.map((place, index) => ({
    sync_id: syncId,
    number: first + index,
    kind: place.kind,
    place: JSON.stringify(place),
    state: "waiting" as const,
    due_at: at,
  }));
  await step("sync pages.insert", () => db.insertInto("sync_pages").values(rows).execute());
}

function pageOf(row: Selectable<SyncPageTable>): SyncPage {
  const { number, place, state, attempts, found, error } = row;
  return { number, place, state, attempts, found: found ?? undefined, error: error ?? undefined };
}

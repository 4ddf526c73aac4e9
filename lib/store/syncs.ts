import type { Selectable } from "kysely";
import type { SyncOutcome } from "../deploys/sync/outcome.ts";
import { fromNow, isFree, LostLease, type ClaimOptions, type Lease } from "./lease.ts";
import { step } from "./step.ts";
import { inTransaction, type Db } from "./store.ts";
import type { SyncTable } from "./tables.ts";

/** A comparison of all that the App sees with what the store has. */
export interface Sync {
  /** A UUID. */
  readonly id: string;
  /** A login, or `nightly`. */
  readonly askedBy: string;
  readonly isDryRun: boolean;
  /** The names of configs that somebody has said may go. */
  readonly confirmed: readonly string[];
  readonly state: SyncTable["state"];
  /** ISO 8601. */
  readonly askedAt: string;
  readonly endedAt: string | undefined;
  /** Undefined before everything has been read. */
  readonly outcome: SyncOutcome | undefined;
}

export interface NewSync extends Pick<Sync, "id" | "askedBy" | "isDryRun" | "confirmed"> {
  /** ISO 8601. */
  readonly at: string;
}

/** Begins a sync with its first page, unless one is under way. @returns that one, or the new one */
export async function beginSync(
  db: Db,
  { id, askedBy, isDryRun, confirmed, at }: NewSync,
): Promise<{ readonly sync: Sync; readonly isNew: boolean }> {
  return inTransaction(db, async (transaction) => {
    const row = {
      id,
      asked_by: askedBy,
      is_dry_run: isDryRun,
      confirmed: JSON.stringify(confirmed),
      state: "scanning" as const,
      asked_at: at,
    };
    const inserted = await step("syncs.begin", () =>
      transaction
        .insertInto("syncs")
        .values({ ...row, fence: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst(),
    );
    if (inserted === undefined) {
      const open = await step("syncs.find open", () =>
        transaction.selectFrom("syncs").selectAll().where("ended_at", "is", null).executeTakeFirstOrThrow(),
      );
      return { sync: syncOf(open), isNew: false };
    }
    const place = { kind: "installations", page: 1 } as const;
    await step("syncs.insert first page", () =>
      transaction
        .insertInto("sync_pages")
        .values({
          sync_id: id,
          number: 1,
          kind: place.kind,
          place: JSON.stringify(place),
          state: "waiting",
          due_at: at,
        })
        .execute(),
    );
    return { sync: syncOf(inserted), isNew: true };
  });
}

export async function findSync(db: Db, id: string): Promise<Sync | undefined> {
  const row = await step("syncs.find", () =>
    db.selectFrom("syncs").selectAll().where("id", "=", id).executeTakeFirst(),
  );
  return row && syncOf(row);
}

/** Whether a sync that changes something has begun since a moment of the inbox's: ISO 8601. */
export async function hasBegunSince(db: Db, moment: string): Promise<boolean> {
  const row = await step("syncs.find since", () =>
    db
      .selectFrom("syncs")
      .select("id")
      .where("is_dry_run", "=", false)
      .where("begun_at", ">", moment)
      .limit(1)
      .executeTakeFirst(),
  );
  return row !== undefined;
}

/** Whether a sync has once seen all that there is, and taken it over. */
export async function hasSeenAll(db: Db): Promise<boolean> {
  const row = await step("syncs.find whole", () =>
    db
      .selectFrom("syncs")
      .select("id")
      .where("is_dry_run", "=", false)
      .where("state", "=", "done")
      .limit(1)
      .executeTakeFirst(),
  );
  return row !== undefined;
}

/** Takes the sync that is under way, if nobody works on it. */
export async function claimSync(
  db: Db,
  { owner, leaseMs }: Omit<ClaimOptions, "limit">,
): Promise<(Sync & Lease<string>) | undefined> {
  const row = await step("syncs.claim", () =>
    db
      .updateTable("syncs")
      .set((at) => ({ lease_owner: owner, lease_until: fromNow(leaseMs), fence: at("fence", "+", 1) }))
      .where("ended_at", "is", null)
      .where(isFree("syncs"))
      .returningAll()
      .executeTakeFirst(),
  );
  return row && { ...syncOf(row), fence: row.fence };
}

/** Gives a sync back that has nothing to do for a while. */
export async function releaseSync(db: Db, { id, fence }: Lease<string>): Promise<void> {
  await step("syncs.release", () =>
    db
      .updateTable("syncs")
      .set({ lease_owner: null, lease_until: null })
      .where("id", "=", id)
      .where("fence", "=", fence)
      .execute(),
  );
}

/** What becomes of a sync; ended, its pages are not needed any more. */
export interface SyncChange {
  readonly state: SyncTable["state"];
  readonly outcome?: SyncOutcome;
  /** ISO 8601, of one that ends. */
  readonly endedAt?: string;
}

/** Moves a sync on. @throws LostLease where somebody else has it by now */
export async function moveSync(
  db: Db,
  { id, fence }: Lease<string>,
  { state, outcome, endedAt }: SyncChange,
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const moved = await step("syncs.move", () =>
      transaction
        .updateTable("syncs")
        .set({
          state,
          ...(outcome && { outcome: JSON.stringify(outcome) }),
          ...(endedAt && { ended_at: endedAt, lease_owner: null, lease_until: null }),
        })
        .where("id", "=", id)
        .where("fence", "=", fence)
        .where("ended_at", "is", null)
        .executeTakeFirst(),
    );
    if (moved.numUpdatedRows !== 1n) throw new LostLease(`sync ${id}`);
    if (endedAt === undefined) return;
    await step("syncs.clear pages", () =>
      transaction.updateTable("sync_pages").set({ found: null }).where("sync_id", "=", id).execute(),
    );
  });
}

/** Forgets all but the newest syncs. @returns how many */
export async function pruneSyncs(db: Db, kept: number): Promise<number> {
  const result = await step("syncs.prune", () =>
    db
      .deleteFrom("syncs")
      .where("ended_at", "is not", null)
      .where("id", "not in", (rows) =>
        rows.selectFrom("syncs").select("id").orderBy("asked_at", "desc").limit(kept),
      )
      .executeTakeFirst(),
  );
  return Number(result.numDeletedRows);
}

function syncOf(row: Selectable<SyncTable>): Sync {
  const { id, asked_by, is_dry_run, confirmed, state, asked_at, ended_at, outcome } = row;
  return {
    id,
    askedBy: asked_by,
    isDryRun: is_dry_run,
    confirmed,
    state,
    askedAt: asked_at,
    endedAt: ended_at ?? undefined,
    outcome: outcome ?? undefined,
  };
}

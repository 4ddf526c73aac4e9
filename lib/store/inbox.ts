import { sql, type Selectable } from "kysely";
import { fromNow, isFree, LostLease, NOW, type ClaimOptions, type Lease } from "./lease.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";
import type { InboxTable } from "./tables.ts";

/** Something that came from outside, and is acted on later. */
export interface Incoming {
  /** Who sends: `slack`, `github`, `argo-cd`, `api`. */
  readonly source: string;
  /** What the sender calls it, the same each time it is sent: see `lib/deploys/idempotency.ts`. */
  readonly key: string;
  /** The same for what means the same under another key, such as a replay. */
  readonly meaning?: string | undefined;
  /** `command`, `push`, … */
  readonly kind: string;
  readonly payload: object;
}

/** An entry that somebody works on. */
export interface ClaimedEntry extends Lease<number> {
  readonly source: string;
  readonly key: string;
  readonly kind: string;
  readonly payload: object;
  readonly receivedAt: string;
  /** This one included. */
  readonly attempts: number;
}

/**
 * Puts something into the inbox. Only once this has returned may it be acknowledged: from here on it is not lost.
 * @returns whether it is new; what came before changes nothing
 */
export async function receive(
  db: Db,
  incoming: Incoming,
): Promise<{ readonly id: number; readonly isNew: boolean }> {
  const { source, key, meaning, kind, payload } = incoming;
  const inserted = await step("inbox.insert", () =>
    db
      .insertInto("inbox")
      .values({ source, key, meaning: meaning ?? null, kind, payload: JSON.stringify(payload), fence: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst(),
  );
  if (inserted !== undefined) return { id: inserted.id, isNew: true };
  const { id } = await step("inbox.find", () =>
    db
      .selectFrom("inbox")
      .select("id")
      .where("source", "=", source)
      .where((row) =>
        meaning === undefined
          ? row("key", "=", key)
          : row.or([row("key", "=", key), row("meaning", "=", meaning)]),
      )
      .orderBy("id")
      .limit(1)
      .executeTakeFirstOrThrow(),
  );
  return { id, isNew: false };
}

/** Takes entries that wait, the oldest first. What a replica that ended had is free again when its lease is over. */
export async function claimEntries(
  db: Db,
  { owner, leaseMs, limit }: ClaimOptions,
): Promise<readonly ClaimedEntry[]> {
  const rows = await step("inbox.claim", () =>
    db
      .with(
        (cte) => cte("picked").materialized(),
        (picked) =>
          picked
            .selectFrom("inbox")
            .select("id")
            .where("state", "=", "waiting")
            .where("not_before", "<=", NOW)
            .where(isFree("inbox"))
            .orderBy("id")
            .limit(limit)
            .forUpdate()
            .skipLocked(),
      )
      .updateTable("inbox")
      .from("picked")
      .set((row) => ({
        lease_owner: owner,
        lease_until: fromNow(leaseMs),
        fence: row("inbox.fence", "+", 1),
        attempts: row("inbox.attempts", "+", 1),
      }))
      .whereRef("inbox.id", "=", "picked.id")
      .returningAll("inbox")
      .execute(),
  );
  return rows.map(claimedEntry).toSorted((a, b) => a.id - b.id);
}

/**
 * Says that an entry is dealt with. Done in one transaction with what came of it (`inTransaction`), neither is lost, and
 * of an entry that somebody else has by now, nothing comes.
 * @throws LostLease
 */
export async function finishEntry(db: Db, { id, fence }: Lease<number>): Promise<void> {
  const result = await step("inbox.finish", () =>
    db
      .updateTable("inbox")
      .set({ state: "done", finished_at: NOW, lease_owner: null, lease_until: null, error: null })
      .where("id", "=", id)
      .where("fence", "=", fence)
      .where("state", "=", "waiting")
      .executeTakeFirst(),
  );
  if (result.numUpdatedRows !== 1n) throw new LostLease(`entry ${id} of the inbox`);
}

/** What went wrong with an entry, and whether it is worth another try. */
export interface EntryFault {
  readonly error: string;
  /** Undefined: it will never succeed. */
  readonly retryInMs?: number | undefined;
  readonly maxAttempts: number;
}

/**
 * Gives an entry back that could not be dealt with: to be tried again later, or as failed for good.
 * @returns what became of it; `lost` where somebody else has it by now
 */
export async function failEntry(
  db: Db,
  { id, fence, attempts }: Pick<ClaimedEntry, "id" | "fence" | "attempts">,
  { error, retryInMs, maxAttempts }: EntryFault,
): Promise<"waiting" | "failed" | "lost"> {
  const isOver = retryInMs === undefined || attempts >= maxAttempts;
  const result = await step("inbox.fail", () =>
    db
      .updateTable("inbox")
      .set({
        lease_owner: null,
        lease_until: null,
        error,
        ...(isOver ? { state: "failed", finished_at: NOW } : { not_before: fromNow(retryInMs) }),
      })
      .where("id", "=", id)
      .where("fence", "=", fence)
      .where("state", "=", "waiting")
      .executeTakeFirst(),
  );
  if (result.numUpdatedRows !== 1n) return "lost";
  return isOver ? "failed" : "waiting";
}

/** Removes what has been dealt with for so long that nobody sends it again. @returns how many */
export async function pruneInbox(db: Db, olderThanMs: number): Promise<number> {
  const result = await step("inbox.prune", () =>
    db
      .deleteFrom("inbox")
      .where("state", "<>", "waiting")
      .where("finished_at", "<=", fromNow(-olderThanMs))
      .executeTakeFirst(),
  );
  return Number(result.numDeletedRows);
}

/** For `/metrics`: how many wait, how many failed for good, and how long the oldest has waited, in seconds. */
export async function inboxFigures(
  db: Db,
): Promise<{ readonly waiting: number; readonly failed: number; readonly oldestSeconds: number }> {
  const { rows } = await step("inbox.count", () =>
    sql<{ waiting: number; failed: number; oldest: number | null }>`
      select count(*) as waiting,
        (select count(*) from inbox where state = 'failed') as failed,
        cast(extract(epoch from now() - min(received_at)) as double precision) as oldest
      from inbox where state = 'waiting'`.execute(db),
  );
  const [figures] = rows;
  return {
    waiting: figures?.waiting ?? 0,
    failed: figures?.failed ?? 0,
    oldestSeconds: figures?.oldest ?? 0,
  };
}

function claimedEntry({
  id,
  fence,
  source,
  key,
  kind,
  payload,
  received_at,
  attempts,
}: Selectable<InboxTable>): ClaimedEntry {
  return { id, fence, source, key, kind, payload, receivedAt: received_at, attempts };
}

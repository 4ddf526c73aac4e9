import { sql, type Selectable } from "kysely";
import type { DispatchOutcome, SentDispatch } from "../deploys/sent-dispatch.ts";
import type { DispatchTable } from "./dispatch-tables.ts";
import { step } from "./step.ts";
import { inTransaction, type Db } from "./store.ts";

/** A dispatch that a build has sent, and how it stands. */
export interface StoredDispatch {
  readonly dispatch: SentDispatch;
  readonly state: "waiting" | "decided" | "failed";
  /** Present once it is decided. */
  readonly outcome: DispatchOutcome | undefined;
  /** Why the last attempt did not decide it. */
  readonly error: string | undefined;
}

/** The token that has brought a dispatch. */
export interface BringingToken {
  /** Its claim `jti`. */
  readonly id: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** What became of a dispatch that came in. */
export type Received =
  | { readonly kind: "new" }
  /** One with this id is there, from this or another build. */
  | { readonly kind: "known"; readonly stored: StoredDispatch }
  /** The token has brought one before. */
  | { readonly kind: "replayed" }
  /** Its repository has as many waiting as it may: nothing was kept, and the token is as good as before. */
  | { readonly kind: "crowded" };

/** A dispatch that has just come in. */
export interface ReceivedAt {
  readonly dispatch: SentDispatch;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** How many its repository may have waiting, this one among them. */
  readonly mostWaiting: number;
}

/** Takes a dispatch, and its token for used, or neither. Only once this has returned is it not lost. */
export async function receiveDispatch(db: Db, received: ReceivedAt, token: BringingToken): Promise<Received> {
  try {
    return await inTransaction(db, (transaction) => receiveIn(transaction, received, token));
  } catch (error) {
    if (error instanceof Crowded) return { kind: "crowded" };
    throw error;
  }
}

/** Undoes what the transaction has done so far. */
class Crowded extends Error {
  override readonly name = "Crowded";
}

async function receiveIn(
  transaction: Db,
  { dispatch, receivedAt, mostWaiting }: ReceivedAt,
  token: BringingToken,
): Promise<Received> {
  const used = await step("dispatches.use token", () =>
    transaction
      .insertInto("used_tokens")
      .values({ id: token.id, expires_at: token.expiresAt })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst(),
  );
  if (used === undefined) return { kind: "replayed" };
  const inserted = await step("dispatches.insert", () =>
    transaction
      .insertInto("dispatches")
      .values({
        id: dispatch.id,
        document: JSON.stringify(dispatch),
        received_at: receivedAt,
        fence: 0,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst(),
  );
  if (inserted !== undefined) {
    if ((await waitingOf(transaction, dispatch.proof.repositoryId)) > mostWaiting) throw new Crowded();
    return { kind: "new" };
  }
  const stored = await findDispatch(transaction, dispatch.id);
  if (stored === undefined) throw new Error(`dispatch ${dispatch.id} is neither new nor known`);
  return { kind: "known", stored };
}

async function waitingOf(db: Db, repositoryId: number): Promise<number> {
  const { rows } = await step("dispatches.count waiting", () =>
    sql<{ count: number }>`select count(*)::int as count from dispatches
      where state = 'waiting' and document -> 'proof' ->> 'repositoryId' = ${String(repositoryId)}`.execute(
      db,
    ),
  );
  return rows[0]?.count ?? 0;
}

export async function findDispatch(db: Db, id: string): Promise<StoredDispatch | undefined> {
  const row = await step("dispatches.find", () =>
    db.selectFrom("dispatches").selectAll().where("id", "=", id).executeTakeFirst(),
  );
  return row && storedDispatch(row);
}

/** The commit that has written dispatches last: 40 hex; undefined where none has. */
export async function newestCommit(db: Db): Promise<string | undefined> {
  const { rows } = await step("dispatches.find newest commit", () =>
    sql<{ sha: string }>`select outcome -> 'commit' ->> 'sha' as sha from dispatches
      where outcome -> 'commit' is not null order by ended_at desc limit 1`.execute(db),
  );
  return rows[0]?.sha;
}

/** Which of these nobody has to wait for any more: they are decided, or have failed. */
export async function endedDispatches(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await step("dispatches.find ended", () =>
    db.selectFrom("dispatches").select("id").where("id", "in", ids).where("state", "<>", "waiting").execute(),
  );
  return rows.map(({ id }) => id);
}

function storedDispatch({ document, state, outcome, error }: Selectable<DispatchTable>): StoredDispatch {
  return { dispatch: document, state, outcome: outcome ?? undefined, error: error ?? undefined };
}

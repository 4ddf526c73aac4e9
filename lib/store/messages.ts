import { sql, type RawBuilder, type Selectable, type SqlBool } from "kysely";
import { allowanceLeft, type Allowance } from "./allowance.ts";
import { fromNow, isFree, NOW, type ClaimOptions, type Lease } from "./lease.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";
import type { MessageTable } from "./tables.ts";

/** What a message is to say now. Each state says all, so that the newest one alone has to arrive. */
export interface MessageState {
  /** Which message: one per request and place. */
  readonly thread: string;
  readonly requestId?: string | undefined;
  /** Grows with each state; the request's version. An older one never takes the place of a newer one. */
  readonly revision: number;
  /** Sent before all others that are not. */
  readonly isFinal: boolean;
  /** Whether nobody misses it if the next one comes instead. */
  readonly canWait?: boolean | undefined;
  readonly body: object;
}

/** A message that somebody sends. */
export interface ClaimedMessage extends Lease<string>, Omit<MessageState, "requestId"> {
  readonly requestId: string | null;
  /** How the chat knows it; null where it was never sent. */
  readonly address: object | null;
  /** How often this has been tried since it was last sent, this time included. */
  readonly attempts: number;
}

/** Says what a message is to say from now on; who sends it finds it by `claimMessages`. */
export async function putMessage(
  db: Db,
  { thread, requestId, revision, isFinal, canWait = false, body }: MessageState,
): Promise<void> {
  await step("messages.put", () =>
    db
      .insertInto("messages")
      .values({
        thread,
        request_id: requestId ?? null,
        revision,
        is_final: isFinal,
        can_wait: canWait,
        body: JSON.stringify(body),
        fence: 0,
      })
      .onConflict((conflict) =>
        conflict
          .column("thread")
          .doUpdateSet((row) => ({
            revision: row.ref("excluded.revision"),
            is_final: row.ref("excluded.is_final"),
            can_wait: row.ref("excluded.can_wait"),
            body: row.ref("excluded.body"),
          }))
          .whereRef("messages.revision", "<", "excluded.revision"),
      )
      .execute(),
  );
}

/**
 * Whether a message's newest state was not sent, may be sent now, and is in nobody's hands.
 * @param of the table, as the query calls it
 */
function isDue(of: string): RawBuilder<SqlBool> {
  const [revision, sent, retryAt] = ["revision", "sent_revision", "retry_at"].map((name) =>
    sql.ref(`${of}.${name}`),
  );
  return sql<SqlBool>`(${revision} > ${sent} and ${retryAt} <= ${NOW} and ${isFree(of)})`;
}

/**
 * Takes messages whose newest state was not sent: final ones first, then whatever waits longest. Of updates that can wait, no
 * more than the allowance has left.
 */
export async function claimMessages(
  db: Db,
  { owner, leaseMs, limit, allowance }: ClaimOptions & { readonly allowance: Allowance },
): Promise<readonly ClaimedMessage[]> {
  const rows = await step("messages.claim", () =>
    db
      .with(
        (cte) => cte("picked").materialized(),
        (picked) =>
          picked
            .selectFrom("messages")
            .select("thread")
            .where(isDue("messages"))
            .where((row) =>
              row.or([
                row("can_wait", "=", false),
                // What nobody has seen yet is no update.
                row("address", "is", null),
                row(
                  "thread",
                  "in",
                  row
                    .selectFrom("messages as waiting")
                    .select("waiting.thread")
                    .where(isDue("waiting"))
                    .where("waiting.can_wait", "=", true)
                    .where("waiting.address", "is not", null)
                    .orderBy("waiting.retry_at")
                    .limit(allowanceLeft(allowance)),
                ),
              ]),
            )
            .orderBy("is_final", "desc")
            .orderBy("retry_at")
            .limit(limit)
            .forUpdate()
            .skipLocked(),
      )
      .updateTable("messages")
      .from("picked")
      .set((row) => ({
        lease_owner: owner,
        lease_until: fromNow(leaseMs),
        fence: row("messages.fence", "+", 1),
        attempts: row("messages.attempts", "+", 1),
      }))
      .whereRef("messages.thread", "=", "picked.thread")
      .returningAll("messages")
      .execute(),
  );
  return rows.map(claimedMessage).toSorted((a, b) => Number(b.isFinal) - Number(a.isFinal));
}

/**
 * Says that the claimed state arrived; a newer one, put meanwhile, is still to be sent.
 * @param address how the chat knows the message from now on
 * @param paceInMs when the next state of this message may be sent, at the earliest
 */
export async function messageSent(
  db: Db,
  { id, fence, revision }: Pick<ClaimedMessage, "id" | "fence" | "revision">,
  { address, paceInMs = 0 }: { readonly address: object; readonly paceInMs?: number },
): Promise<boolean> {
  const result = await step("messages.sent", () =>
    db
      .updateTable("messages")
      .set({
        sent_revision: revision,
        address: JSON.stringify(address),
        attempts: 0,
        error: null,
        retry_at: fromNow(paceInMs),
        lease_owner: null,
        lease_until: null,
      })
      .where("thread", "=", id)
      .where("fence", "=", fence)
      .executeTakeFirst(),
  );
  return result.numUpdatedRows === 1n;
}

/** Tries later: the chat said how long to wait, or could not be reached. */
export async function messageDeferred(
  db: Db,
  { id, fence }: Lease<string>,
  { error, retryInMs }: { readonly error: string; readonly retryInMs: number },
): Promise<boolean> {
  const result = await step("messages.defer", () =>
    db
      .updateTable("messages")
      .set({ error, retry_at: fromNow(retryInMs), lease_owner: null, lease_until: null })
      .where("thread", "=", id)
      .where("fence", "=", fence)
      .executeTakeFirst(),
  );
  return result.numUpdatedRows === 1n;
}

function claimedMessage(row: Selectable<MessageTable>): ClaimedMessage {
  const { thread, request_id, revision, is_final, body, address, attempts, fence } = row;
  return {
    id: thread,
    fence,
    thread,
    requestId: request_id,
    revision,
    isFinal: is_final,
    body,
    address,
    attempts,
  };
}

import { sql, type RawBuilder, type Selectable, type SqlBool } from "kysely";
import { refilled, type Allowance } from "./allowance.ts";
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
  /** Whether changing what was sent takes one of the chat's allowance. */
  readonly isCounted?: boolean | undefined;
  readonly body: object;
}

/** Of updates that are counted. */
export interface UpdateAllowance extends Allowance {
  /** What whoever can wait leaves for those who cannot. */
  readonly kept: number;
}

/** A message that somebody sends. */
export interface ClaimedMessage
  extends Lease<string>, Omit<MessageState, "requestId" | "canWait" | "isCounted"> {
  readonly requestId: string | null;
  /** How the chat knows it; null where it was never sent. */
  readonly address: object | null;
  /** How often this has been tried since it was last sent, this time included. */
  readonly attempts: number;
}

/** Says what a message is to say from now on; who sends it finds it by `claimMessages`. */
export async function putMessage(
  db: Db,
  { thread, requestId, revision, isFinal, canWait = false, isCounted = false, body }: MessageState,
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
        is_counted: isCounted,
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
            is_counted: row.ref("excluded.is_counted"),
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
 * Takes messages whose newest state was not sent and that are equally urgent: whatever has ended comes before all that asks
 * somebody or was never sent, and that before what can wait; among equals, whatever waits longest. Updates that are counted
 * are taken from the allowance, at once and by one replica at a time, and as many as it has are taken.
 */
export async function claimMessages(
  db: Db,
  { owner, leaseMs, limit, allowance }: ClaimOptions & { readonly allowance: UpdateAllowance },
): Promise<readonly ClaimedMessage[]> {
  const { name, most, kept } = allowance;
  const left = refilled(allowance);
  const spends = sql<SqlBool>`(messages.is_counted and messages.address is not null)`;
  const { rows } = await step("messages.claim", () =>
    sql<Selectable<MessageTable>>`
      with made as (
        -- Whoever comes first finds nothing left yet, and the next one all of it.
        insert into allowances (name, remaining) values (${name}, ${most}) on conflict do nothing
      ),
      budget as materialized (
        select floor(${left}) as updates from allowances where name = ${name} for update
      ),
      due as materialized (
        select thread, retry_at, ${spends} as spends,
          case when is_final then 0 when can_wait then 2 else 1 end as urgency
        from messages where ${isDue("messages")}
      ),
      counted as (
        select *, sum(spends::int) over (order by urgency, retry_at, thread) as needed from due
      ),
      payable as materialized (
        select * from counted where not spends
          or needed <= coalesce((select updates from budget), 0) - case urgency when 2 then ${kept}::float8 else 0 end
      ),
      picked as materialized (
        select messages.thread, payable.spends from messages join payable using (thread)
        where ${isDue("messages")} and payable.spends = ${spends}
          and payable.urgency = (select min(urgency) from payable)
        order by payable.retry_at, messages.thread
        limit ${limit}
        for update of messages skip locked
      ),
      taken as (
        update allowances set remaining = ${left} - spent.updates, counted_at = now()
        from (select count(*) filter (where spends) as updates from picked) as spent
        where name = ${name} and spent.updates > 0
      )
      update messages set
        lease_owner = ${owner}, lease_until = ${fromNow(leaseMs)},
        fence = messages.fence + 1, attempts = messages.attempts + 1
      from picked where messages.thread = picked.thread
      returning messages.*`.execute(db),
  );
  return rows.map(claimedMessage);
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

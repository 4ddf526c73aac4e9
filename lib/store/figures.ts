import { sql } from "kysely";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** For `/metrics`: how many requests are in each state. */
export async function requestFigures(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await step("requests.count", () =>
    db
      .selectFrom("requests")
      .select(["state", (row) => row.fn.countAll<number>().as("count")])
      .groupBy("state")
      .execute(),
  );
  return new Map(rows.map(({ state, count }) => [state, count]));
}

/** How many rows wait, since when the first of them, in seconds, and how many were given up in the last 7 days. */
export interface QueueFigures {
  readonly waiting: number;
  readonly oldestSeconds: number;
  readonly failed: number;
}

/** For `/metrics`: dispatches that nobody has decided. */
export function dispatchFigures(db: Db): Promise<QueueFigures> {
  return queueFigures(db, "dispatches", "received_at");
}

/** For `/metrics`: what is still to be told of dispatches. */
export function reportFigures(db: Db): Promise<QueueFigures> {
  return queueFigures(db, "reports", "put_at");
}

async function queueFigures(db: Db, table: "dispatches" | "reports", since: string): Promise<QueueFigures> {
  const { rows } = await step("queues.count", () =>
    sql<{ waiting: number; failed: number; oldest: number | null }>`
    select cast(count(*) filter (where state = 'waiting') as int) as waiting,
      cast(count(*) filter (where state = 'failed' and ended_at > now() - interval '7 days') as int) as failed,
      cast(extract(epoch from now() - min(${sql.ref(since)}) filter (where state = 'waiting')) as double precision) as oldest
    from ${sql.table(table)}`.execute(db),
  );
  const [figures] = rows;
  const { waiting = 0, failed = 0, oldest } = figures ?? {};
  return { waiting, failed, oldestSeconds: Math.max(0, oldest ?? 0) };
}

/** For `/metrics`: how many messages have not been sent as they are now, and since when the first of them, in seconds. */
export async function outboxFigures(
  db: Db,
): Promise<{ readonly waiting: number; readonly oldestSeconds: number }> {
  const { rows } = await step("messages.count", () =>
    sql<{ waiting: number; oldest: number | null }>`
      select count(*) as waiting,
        cast(extract(epoch from now() - min(coalesce(requests.updated_at, messages.created_at))) as double precision) as oldest
      from messages left join requests on requests.id = messages.request_id
      where messages.revision > messages.sent_revision`.execute(db),
  );
  const [figures] = rows;
  return { waiting: figures?.waiting ?? 0, oldestSeconds: Math.max(0, figures?.oldest ?? 0) };
}

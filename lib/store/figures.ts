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

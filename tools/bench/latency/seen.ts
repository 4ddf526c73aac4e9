import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** How often it looks, which is counted as part of what it measures. */
const LOOK_MS = 20;

/** Rows as another client of the database sees them appear. */
export interface Watch {
  /** When each was seen first, by what the query calls it, in epoch milliseconds. */
  readonly seen: ReadonlyMap<string, number>;
  readonly stop: () => Promise<void>;
}

/** @param query whose column `name` says which rows there are */
export async function watchRows(database: string, query: string): Promise<Watch> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const seen = new Map<string, number>();
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const { rows } = await client.query<{ readonly name: string }>(query);
      const now = Date.now();
      for (const { name } of rows) if (!seen.has(name)) seen.set(name, now);
      await sleep(LOOK_MS);
    }
  })();
  return {
    seen,
    stop: async () => {
      stopping.abort();
      await watching;
      await client.end();
    },
  };
}

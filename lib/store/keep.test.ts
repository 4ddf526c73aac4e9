import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { claimEntries, finishEntry, receive, type ClaimedEntry } from "./inbox.ts";
import { eachKept } from "./keep.ts";
import { openStore, type Store } from "./store.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore({ driver: "pglite" });
});
afterAll(() => store.close());

const HOUR = 3_600_000;
/** More than any renewal takes; only a row that nobody renews is waited for so long. */
const PATIENCE_MS = 120_000;

async function claimed(...keys: readonly string[]): Promise<readonly ClaimedEntry[]> {
  for (const key of keys) await receive(store.db, { source: "slack", kind: "command", key, payload: {} });
  return claimEntries(store.db, { owner: "a", leaseMs: HOUR, limit: 10 });
}

async function leaseOf(key: string): Promise<number> {
  const row = await store.db
    .selectFrom("inbox")
    .select("lease_until")
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
  return Date.parse(row.lease_until ?? "");
}

const expire = (key: string) =>
  sql`update inbox set lease_until = now() where key = ${key}`.execute(store.db);

test("those that wait for their turn are kept while an earlier one takes its time", async () => {
  const rows = await claimed("k1", "k2", "k3");
  const worked: string[] = [];
  await eachKept(store.db, { table: "inbox", rows, everyMs: 1 }, async (entry) => {
    if (entry.key === "k1") {
      await expire("k3");
      const end = Date.now() + PATIENCE_MS;
      while ((await leaseOf("k3")) < Date.now() + 30_000 && Date.now() < end) await new Promise(setImmediate);
    }
    worked.push(entry.key);
    await finishEntry(store.db, entry);
  });
  expect(worked).toEqual(["k1", "k2", "k3"]);
});

test("the first is left to them as well where it has waited for its lane", async () => {
  const rows = await claimed("w1", "w2");
  await expire("w1");
  const taken = await claimEntries(store.db, { owner: "b", leaseMs: HOUR, limit: 10 });
  const worked: string[] = [];
  await eachKept(store.db, { table: "inbox", rows, everyMs: HOUR, hasWaited: true }, async (entry) => {
    worked.push(entry.key);
    await finishEntry(store.db, entry);
  });
  expect(taken.map(({ key }) => key)).toEqual(["w1"]);
  expect(worked).toEqual(["w2"]);
  await finishEntry(store.db, taken[0]!);
});

test("one that somebody else has taken over meanwhile is left to them, and the next one is not", async () => {
  const rows = await claimed("t1", "t2", "t3");
  const worked: string[] = [];
  let taken: readonly ClaimedEntry[] = [];
  await eachKept(store.db, { table: "inbox", rows, everyMs: HOUR }, async (entry) => {
    if (entry.key === "t1") {
      await expire("t2");
      taken = await claimEntries(store.db, { owner: "b", leaseMs: HOUR, limit: 10 });
    }
    worked.push(entry.key);
    await finishEntry(store.db, entry);
  });
  expect(taken.map(({ key }) => key)).toEqual(["t2"]);
  expect(worked).toEqual(["t1", "t3"]);
  await finishEntry(store.db, taken[0]!);
});

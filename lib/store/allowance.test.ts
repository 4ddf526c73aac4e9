import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { claimMessages, messageDeferred, messageSent, putMessage, type MessageState } from "./messages.ts";
import { inTransaction, type Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";
import { claim } from "./testing/entries.ts";

const { drivers, close } = testDrivers();
afterAll(close);

const told = (thread: string, revision: number): MessageState => ({
  thread,
  revision,
  isFinal: false,
  isCounted: true,
  body: { revision },
});
const progress = (thread: string, revision: number): MessageState => ({
  ...told(thread, revision),
  canWait: true,
});
const end = (thread: string, revision: number): MessageState => ({
  ...told(thread, revision),
  isFinal: true,
});

/** Where time passes only when it is told to: within one transaction the database's clock stands still. */
async function standingStill(db: Db, act: (db: Db) => Promise<void>): Promise<void> {
  await inTransaction(db, act);
}

async function pass(db: Db, seconds: number): Promise<void> {
  await sql`update allowances set counted_at = counted_at - ${seconds} * interval '1 second'`.execute(db);
  await sql`update messages set retry_at = retry_at - ${seconds} * interval '1 second'`.execute(db);
}

/** All that have not ended have something new to say. */
async function goOn(db: Db): Promise<void> {
  await sql`update messages set revision = revision + 1, can_wait = true where not is_final`.execute(db);
}

/** Posts messages, so that whatever they say next is an update. */
async function post(db: Db, threads: readonly string[], options: Parameters<typeof claimMessages>[1]) {
  // The first claim of all finds an allowance that nobody has counted yet.
  await claimMessages(db, options);
  for (const thread of threads) await putMessage(db, told(thread, 1));
  for (let found = await claimMessages(db, options); found.length > 0;) {
    for (const row of found) await messageSent(db, row, { address: { ts: row.thread } });
    found = await claimMessages(db, options);
  }
}

describe.each(drivers)("an allowance on $name", ({ open }) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = (await open()).store);
  });
  const empty = () => sql`truncate messages, allowances`.execute(db);

  test("is spent on what has ended, then on what asks somebody, then on those that were told least lately", async () => {
    await empty();
    const options = { ...claim, allowance: { name: "updates", perMinute: 60, most: 4, kept: 1 } };
    await standingStill(db, async (still) => {
      const due = async (): Promise<readonly string[]> => {
        const rows = await claimMessages(still, options);
        // Whoever has them tells nobody: the next one finds them again.
        for (const row of rows) await messageDeferred(still, row, { error: "tried", retryInMs: 0 });
        return rows.map(({ thread }) => thread);
      };
      const send = async (): Promise<readonly string[]> => {
        const rows = await claimMessages(still, options);
        for (const row of rows) await messageSent(still, row, { address: { ts: row.thread } });
        return rows.map(({ thread }) => thread).toSorted();
      };
      await post(still, ["a", "b", "c", "d", "e", "ends", "asks"], options);
      for (const thread of ["e", "d", "c", "b", "a"]) {
        await putMessage(still, progress(thread, 2));
        await sql`update messages set retry_at = now() - ${"abcde".indexOf(thread) + 1} * interval '1 second'
          where thread = ${thread}`.execute(still);
      }
      await putMessage(still, told("asks", 2));
      await putMessage(still, end("ends", 2));
      // Posted, and told on GitHub: neither is counted, so that neither waits.
      await putMessage(still, progress("new", 1));
      await putMessage(still, { ...told("github", 1), isCounted: false });
      expect(await send()).toEqual(["ends"]);
      expect(await send()).toEqual(["asks", "github"]);
      // Of the four two are spent and one is kept: e waits longest, and what was never told takes none.
      expect(await send()).toEqual(["e", "new"]);
      expect(await send()).toEqual([]);
      await pass(still, 1);
      expect(await due()).toEqual(["d"]);
      // What was tried in vain was spent.
      expect(await due()).toEqual([]);
      // The last one is for what cannot wait.
      await putMessage(still, end("c", 3));
      await putMessage(still, end("b", 3));
      expect(await send()).toHaveLength(1);
      expect(await send()).toEqual([]);
      await pass(still, 1);
      expect(await send()).toHaveLength(1);
      // However long nobody takes any, no more is saved than may be, and one of it kept.
      await pass(still, 3600);
      for (const thread of ["e", "d", "new", "ends", "asks"]) await putMessage(still, progress(thread, 9));
      expect(await send()).toHaveLength(3);
      expect(await send()).toEqual([]);
    });
  });

  /** In seconds. */
  const TICK = 2;
  const LIVE = 100;
  const MINUTE = 45;
  const most = Math.floor(MINUTE / 4);
  const allowance = { name: "updates", perMinute: MINUTE - most, most, kept: Math.floor(most / 2) };

  test("of 45 a minute is kept with 100 live deploys and two replicas; no end waits behind progress, and nobody is passed over", async () => {
    await empty();
    await standingStill(db, async (still) => {
      const threads = Array.from({ length: LIVE }, (_, index) => `deploy-${String(index).padStart(3, "0")}`);
      const replicas = ["replica-a", "replica-b"].map((owner) => ({ ...claim, owner, allowance }));
      const [first = { ...claim, allowance }] = replicas;
      await post(still, threads, first);
      const sent: { readonly at: number; readonly thread: string; readonly isFinal: boolean }[] = [];
      const ends = new Set<string>();
      for (let at = 0; at < 260; at += TICK) {
        // All go on all the time, until forty end at once, and the rest one after the other.
        await goOn(still);
        for (const [index, thread] of threads.entries()) {
          if (at !== (index < 40 ? 90 : 20 + 2 * index)) continue;
          await putMessage(still, end(thread, 1000));
          ends.add(thread);
        }
        for (const options of replicas) {
          for (const row of await claimMessages(still, options)) {
            if (!row.isFinal) {
              const waiting = [...ends].filter((thread) =>
                sent.every((one) => one.thread !== thread || !one.isFinal),
              );
              expect({ progress: row.thread, at, waiting }).toEqual({
                progress: row.thread,
                at,
                waiting: [],
              });
            }
            await messageSent(still, row, { address: { ts: row.thread }, paceInMs: row.isFinal ? 0 : 1000 });
            sent.push({ at, thread: row.thread, isFinal: row.isFinal });
          }
        }
        await pass(still, TICK);
      }
      const inMinute = sent.map(({ at }) => sent.filter((one) => one.at >= at && one.at < at + 60).length);
      // Never more than is allowed, and not much less while there is something to tell.
      expect(Math.max(...inMinute)).toBeLessThanOrEqual(MINUTE);
      expect(Math.max(...inMinute)).toBeGreaterThan(0.8 * MINUTE);
      expect(
        sent
          .filter(({ isFinal }) => isFinal)
          .map(({ thread }) => thread)
          .toSorted(),
      ).toEqual(threads);
      const early = threads.map(
        (thread) => sent.filter((one) => one.thread === thread && one.at < 90).length,
      );
      expect(Math.max(...early) - Math.min(...early)).toBeLessThanOrEqual(1);
    });
  });

  test("of one a minute is one a minute", async () => {
    await empty();
    const one = { ...claim, allowance: { name: "updates", perMinute: 0.9, most: 1, kept: 0 } };
    await standingStill(db, async (still) => {
      await post(still, ["a", "b"], one);
      const times: number[] = [];
      for (let at = 0; at < 200; at += 1) {
        await goOn(still);
        for (const row of await claimMessages(still, one)) {
          await messageSent(still, row, { address: {} });
          times.push(at);
        }
        await pass(still, 1);
      }
      expect(times).toEqual([0, 67, 134]);
    });
  });
});

// PGlite has one connection.
for (const { name, open } of drivers.filter((driver) => driver.name === "PostgreSQL")) {
  test(`an allowance on ${name} is taken by one replica at a time`, async () => {
    const { store, second } = await open();
    const { db } = store;
    const other = await second?.();
    if (other === undefined) throw new Error("PostgreSQL takes no second connection");
    const options = { ...claim, allowance: { name: "updates", perMinute: 0.9, most: 1, kept: 0 } };
    await post(db, ["a", "b"], options);
    await putMessage(db, progress("a", 2));
    let claiming: ReturnType<typeof claimMessages> | undefined;
    await inTransaction(db, async (transaction) => {
      expect(await claimMessages(transaction, options)).toHaveLength(1);
      // More urgent than what was taken: it is paid for first, by whoever does not see that nothing is left.
      await putMessage(db, end("b", 2));
      claiming = claimMessages(other, { ...options, owner: "replica-b" });
      // It has begun, and waits for what the first one does.
      for (;;) {
        const { rows } = await sql`select 1 from pg_locks where not granted`.execute(db);
        if (rows.length > 0) break;
        if (await Promise.race([claiming.then(() => true), sleep(5, false)])) break;
      }
    });
    expect(await claiming).toEqual([]);
  });
}

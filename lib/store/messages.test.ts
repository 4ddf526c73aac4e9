import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { takeAllowance } from "./allowance.ts";
import { claimMessages, messageDeferred, messageSent, putMessage } from "./messages.ts";
import type { Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";
import { claim, HOUR } from "./testing/entries.ts";

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("messages on $name", ({ open }) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = (await open()).store);
  });

  const state = (thread: string, revision: number, isFinal = false) => ({
    thread,
    revision,
    isFinal,
    body: { revision },
  });
  const allowance = { name: "updates", perMinute: 1, most: 3 };
  const claimed = async () =>
    (await claimMessages(db, { ...claim, allowance })).filter(({ thread }) => thread.startsWith("m-"));

  test("the newest state is sent, final ones first, and none twice", async () => {
    await putMessage(db, state("m-progress", 3));
    await putMessage(db, state("m-progress", 2, true));
    await putMessage(db, state("m-final", 7, true));
    const messages = await claimed();
    expect(messages.map(({ thread, body, address }) => [thread, body, address])).toEqual([
      ["m-final", { revision: 7 }, null],
      ["m-progress", { revision: 3 }, null],
    ]);
    expect(await claimed()).toEqual([]);
    await putMessage(db, state("m-progress", 4));
    for (const message of messages) await messageSent(db, message, { address: { ts: message.thread } });
    const [next, ...others] = await claimed();
    expect([next?.body, next?.address, others]).toEqual([{ revision: 4 }, { ts: "m-progress" }, []]);
    expect(await messageDeferred(db, next!, { error: "ratelimited", retryInMs: 0 })).toBe(true);
    const [again] = await claimed();
    expect([again?.revision, again?.attempts]).toEqual([4, 2]);
    expect(await messageSent(db, next!, { address: {} })).toBe(false);
    expect(await messageSent(db, again!, { address: { ts: "x" } })).toBe(true);
    expect(await claimed()).toEqual([]);
  });

  test("a message waits as long as the chat said", async () => {
    await putMessage(db, state("m-wait", 1));
    const [message] = await claimed();
    await messageDeferred(db, message!, { error: "ratelimited", retryInMs: HOUR });
    await putMessage(db, state("m-wait", 2, true));
    expect(await claimed()).toEqual([]);
  });

  describe("an allowance", () => {
    const own = { ...allowance, name: "of its own" };
    const due = async (): Promise<readonly string[]> => {
      const rows = await claimMessages(db, { ...claim, allowance: own });
      const threads = rows.map(({ thread }) => thread);
      // Whoever claims them tells nobody: the next one finds them again.
      for (const row of rows) await messageDeferred(db, row, { error: "tried", retryInMs: 0 });
      return threads.filter((thread) => thread.startsWith("a-"));
    };

    test("holds back updates that can wait, those that wait longest last, and nothing else", async () => {
      const threads = ["a-1", "a-2", "a-3", "a-4", "a-5"];
      for (const thread of threads) await putMessage(db, state(thread, 1));
      for (const row of await claimMessages(db, { ...claim, allowance: own }))
        await messageSent(db, row, { address: { ts: row.thread } });
      for (const thread of threads) await putMessage(db, { ...state(thread, 2), canWait: true });
      // What asks somebody, what has ended, and what nobody has seen yet.
      await putMessage(db, state("a-4", 3));
      await putMessage(db, { ...state("a-5", 3, true), canWait: false });
      await putMessage(db, { ...state("a-new", 1), canWait: true });
      expect(await due()).toEqual(["a-5", "a-1", "a-2", "a-3", "a-4", "a-new"]);
      await takeAllowance(db, own, 2);
      expect(await due()).toEqual(["a-5", "a-1", "a-4", "a-new"]);
      // More than there was: what had to be sent is paid by what can wait.
      await takeAllowance(db, own, 4);
      expect(await due()).toEqual(["a-5", "a-4", "a-new"]);
    });

    test("fills up again with the database's time, up to what may be saved", async () => {
      // However much was taken, no more is owed than may be saved.
      await takeAllowance(db, own, 1000);
      await sql`update allowances set counted_at = now() - interval '4 minutes' where name = ${own.name}`.execute(
        db,
      );
      expect((await due()).filter((thread) => /[123]$/.test(thread))).toHaveLength(1);
      await sql`update allowances set counted_at = now() - interval '1 day' where name = ${own.name}`.execute(
        db,
      );
      expect((await due()).filter((thread) => /[123]$/.test(thread))).toHaveLength(3);
      await takeAllowance(db, own, 1);
      expect((await due()).filter((thread) => /[123]$/.test(thread))).toHaveLength(2);
    });
  });
});

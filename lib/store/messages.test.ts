import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
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
  const allowance = { name: "updates", perMinute: 1, most: 3, kept: 0 };
  const claimed = async () =>
    (await claimMessages(db, { ...claim, allowance })).filter(({ thread }) => thread.startsWith("m-"));

  test("the newest state is sent, final ones first, and none twice", async () => {
    await putMessage(db, state("m-progress", 3));
    await putMessage(db, state("m-progress", 2, true));
    await putMessage(db, state("m-final", 7, true));
    const messages = [...(await claimed()), ...(await claimed())];
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
});

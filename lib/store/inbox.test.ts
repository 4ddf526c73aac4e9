import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { claimEntries, failEntry, finishEntry, inboxFigures, pruneInbox, receive } from "./inbox.ts";
import { LostLease } from "./lease.ts";
import { putMessage } from "./messages.ts";
import { inTransaction, type Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";
import { claim, HOUR, incoming } from "./testing/entries.ts";

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("the inbox on $name", ({ open }) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = (await open()).store);
  });

  test("takes what comes twice once: the same delivery, and the same meaning under another key", async () => {
    const first = await receive(db, incoming("twice", { meaning: "m-twice" }));
    const again = await receive(db, incoming("twice", { meaning: "m-twice" }));
    const replay = await receive(db, incoming("twice-replayed", { meaning: "m-twice" }));
    const near = await receive(db, incoming("twice-2", { meaning: "m-twice-2" }));
    const other = await receive(db, incoming("twice", { source: "slack" }));
    expect([first.isNew, again, replay, near.isNew, other.isNew]).toEqual([
      true,
      { id: first.id, isNew: false },
      { id: first.id, isNew: false },
      true,
      true,
    ]);
    for (const entry of await claimEntries(db, claim)) await finishEntry(db, entry);
  });

  test("keeps any text, also what PostgreSQL's jsonb refuses", async () => {
    const payload = { text: 'a\u0000b "quoted" \\ ü 🚀', list: [1, "x"], nothing: null };
    await receive(db, incoming("odd", { payload }));
    const [entry] = await claimEntries(db, claim);
    expect(entry).toMatchObject({ key: "odd", payload, attempts: 1 });
    await finishEntry(db, entry!);
  });

  test("gives each entry to one, the oldest first, and again when the lease is over", async () => {
    for (const key of ["c1", "c2", "c3"]) await receive(db, incoming(key));
    const [first] = await claimEntries(db, { ...claim, limit: 1, leaseMs: 0 });
    const second = await claimEntries(db, { ...claim, owner: "replica-b" });
    expect(first?.key).toBe("c1");
    expect(second.map(({ key, attempts }) => [key, attempts])).toEqual([["c1", 2], ["c2", 1], ["c3", 1]]); // prettier-ignore
    expect(await claimEntries(db, claim)).toEqual([]);
    await expect(finishEntry(db, first!)).rejects.toThrow(LostLease);
    for (const entry of second) await finishEntry(db, entry);
    await expect(finishEntry(db, second[0]!)).rejects.toThrow(
      `another replica has taken entry ${second[0]!.id} of the inbox over`,
    );
  });

  test("of an entry that somebody else has by now, nothing is saved", async () => {
    await receive(db, incoming("taken"));
    const [slow] = await claimEntries(db, { ...claim, leaseMs: 0 });
    const [quick] = await claimEntries(db, { ...claim, owner: "replica-b" });
    const saving = inTransaction(db, async (transaction) => {
      await putMessage(transaction, { thread: "of slow", revision: 1, isFinal: true, body: {} });
      await finishEntry(transaction, slow!);
    });
    await expect(saving).rejects.toThrow(LostLease);
    const messages = db.selectFrom("messages").select("thread").where("thread", "=", "of slow");
    expect(await messages.execute()).toEqual([]);
    await finishEntry(db, quick!);
  });

  test("tries again as often as it is told, and then never", async () => {
    await receive(db, incoming("fails"));
    const fault = { error: "GitHub did not answer", retryInMs: 0, maxAttempts: 2 };
    const [first] = await claimEntries(db, claim);
    expect(await failEntry(db, first!, fault)).toBe("waiting");
    const [second] = await claimEntries(db, claim);
    expect(await failEntry(db, first!, fault)).toBe("lost");
    expect(await failEntry(db, second!, fault)).toBe("failed");
    expect(await claimEntries(db, claim)).toEqual([]);
    expect(await inboxFigures(db)).toEqual({ waiting: 0, failed: 1, oldestSeconds: 0 });
  });

  test("waits before it tries again", async () => {
    await receive(db, incoming("later"));
    const [entry] = await claimEntries(db, claim);
    await failEntry(db, entry!, { error: "busy", retryInMs: HOUR, maxAttempts: 9 });
    expect(await claimEntries(db, claim)).toEqual([]);
    expect(await inboxFigures(db)).toMatchObject({ waiting: 1 });
  });

  test("forgets what has been dealt with, well or not, and nothing that waits", async () => {
    await pruneInbox(db, 0);
    for (const key of ["pruned-done", "pruned-failed"]) await receive(db, incoming(key));
    const [done, failed] = await claimEntries(db, claim);
    await finishEntry(db, done!);
    expect(await failEntry(db, failed!, { error: "no such app", maxAttempts: 9 })).toBe("failed");
    await receive(db, incoming("waits-on"));
    expect(await pruneInbox(db, HOUR)).toBe(0);
    expect(await pruneInbox(db, 0)).toBe(2);
    expect(await inboxFigures(db)).toMatchObject({ failed: 0 });
    expect((await claimEntries(db, claim)).map(({ key }) => key)).toEqual(["waits-on"]);
    expect((await receive(db, incoming("waits-on"))).isNew).toBe(false);
    expect((await receive(db, incoming("pruned-failed"))).isNew).toBe(true);
  });
});

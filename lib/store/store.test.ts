import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { newRequest, OPEN_STATES, OUTCOMES, RESTING_STATES, type DeployRequest } from "../deploys/request.ts";
import { transition } from "../deploys/transition.ts";
import { linkAccount, linkedAccount } from "./accounts.ts";
import {
  claimEntries,
  failEntry,
  finishEntry,
  inboxFigures,
  pruneInbox,
  receive,
  type Incoming,
} from "./inbox.ts";
import { LostLease, renewLease } from "./lease.ts";
import { claimMessages, messageDeferred, messageSent, putMessage } from "./messages.ts";
import { findOwnCommit, recordOwnCommit } from "./own-commits.ts";
import { claimRequests, postponeRequest } from "./request-claims.ts";
import { listRequests, openRequests, requestsOfRelease } from "./request-lists.ts";
import { findRequest, insertRequest, saveRequest, wakeRequests } from "./requests.ts";
import { inTransaction, type Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";

const AT = "2026-11-29T19:00:00Z";
const HOUR = 3_600_000;
const claim = { owner: "replica-a", leaseMs: HOUR, limit: 10 };

const incoming = (key: string, more: Partial<Incoming> = {}): Incoming => ({
  source: "github",
  key,
  kind: "push",
  payload: { ref: "refs/heads/main" },
  ...more,
});

const request = (config: string, more: Partial<DeployRequest> = {}): DeployRequest => ({
  ...newRequest(
    {
      id: randomUUID(),
      target: { config, channel: "prod" },
      kind: "deploy",
      wish: { by: "branch", branch: "main" },
      by: { via: "slack", chat: { team: "T1", user: "U1" } },
      why: "",
    },
    AT,
  ),
  ...more,
});

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("on $name", ({ open }) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = (await open()).store);
  });

  describe("values", () => {
    test("a bigint is a number, and one that is none is refused", async () => {
      const { rows } = await sql<{ big: number; count: number }>`
        select 9007199254740991::bigint as big, count(*) as count from inbox`.execute(db);
      expect(rows).toEqual([{ big: 9007199254740991, count: 0 }]);
      await expect(sql`select 9007199254740993::bigint as big`.execute(db)).rejects.toThrow(
        "9007199254740993 is too large to be read as a number",
      );
    });

    test("a moment is ISO 8601 in UTC, whatever the session's time zone", async () => {
      const { rows } = await inTransaction(db, async (transaction) => {
        await sql`set local time zone 'Asia/Kolkata'`.execute(transaction);
        return sql`select timestamptz '2026-11-21 02:00:00.123456+00' as a, timestamptz '2026-11-21 02:00:00Z' as b`.execute(
          transaction,
        );
      });
      expect(rows).toEqual([{ a: "2026-11-21T02:00:00.123Z", b: "2026-11-21T02:00:00.000Z" }]);
    });
  });

  describe("the inbox", () => {
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

  describe("requests", () => {
    const identified = (one: DeployRequest): DeployRequest => {
      const result = transition(one, { type: "identified", account: { id: 1, login: "alice" } }, AT);
      if (result.kind !== "moved") throw new Error(result.because);
      return result.request;
    };

    test("come back as they were put in", async () => {
      const wish = request("whole", { why: "a\u0000b" });
      const stored = await insertRequest(db, wish, { wishKey: "whole" });
      expect(stored).toMatchObject({ isNew: true, request: wish });
      expect(await findRequest(db, wish.id)).toEqual({
        request: JSON.parse(JSON.stringify(wish)),
        sequence: stored.sequence,
        createdAt: stored.createdAt,
      });
      expect(await findRequest(db, randomUUID())).toBeUndefined();
      expect((await requestsOfRelease(db, wish.id)).map(({ request: { id } }) => id)).toEqual([wish.id]);
    });

    test("of the same wish are one while it is open, and another afterwards", async () => {
      const first = request("wish");
      await insertRequest(db, first, { wishKey: "alice wish" });
      const again = await insertRequest(db, request("wish"), { wishKey: "alice wish" });
      const other = await insertRequest(db, request("wish"), { wishKey: "bob wish" });
      expect([again.isNew, again.request.id, other.isNew]).toEqual([false, first.id, true]);
      const ended = transition(first, { type: "cancelled", by: { id: 1, login: "alice" } }, AT);
      if (ended.kind === "moved") await saveRequest(db, { request: ended.request });
      expect((await insertRequest(db, request("wish"), { wishKey: "alice wish" })).isNew).toBe(true);
    });

    test("are saved by whoever read the newest version, with all that belongs to it", async () => {
      const wish = request("cas");
      await insertRequest(db, wish, { wishKey: "cas" });
      const next = identified(wish);
      const message = {
        thread: `cas ${wish.id}`,
        requestId: wish.id,
        revision: next.version,
        isFinal: false,
        body: { n: 2 },
      };
      const commit = {
        repository: "Acme/Releases",
        sha: "a".repeat(40),
        requestId: wish.id,
        role: "ledger",
      } as const;
      expect(await saveRequest(db, { request: next, messages: [message], commits: [commit] })).toBe("saved");
      const late = { ...message, revision: 9, body: { n: 9 } };
      const rival = {
        repository: "acme/releases",
        sha: "b".repeat(40),
        requestId: wish.id,
        role: "ledger",
      } as const;
      expect(await saveRequest(db, { request: next, messages: [late], commits: [rival] })).toBe("stale");
      expect((await findRequest(db, wish.id))?.request.state).toBe("resolving");
      expect(await findOwnCommit(db, { repository: "acme/releases", sha: commit.sha })).toEqual({
        ...commit,
        repository: "acme/releases",
      });
      expect(await findOwnCommit(db, rival)).toBeUndefined();
      const sent = (await claimMessages(db, claim)).find(({ thread }) => thread === message.thread);
      expect(sent?.body).toEqual({ n: 2 });
    });

    test("of one target have it one after the other, whatever replicas believe", async () => {
      const queued = { state: "queued", version: 1 } as const;
      const [first, second, other] = [
        request("turn", queued),
        request("turn", queued),
        request("turn-2", queued),
      ];
      for (const one of [first, second, other]) await insertRequest(db, one, { wishKey: one.id });
      const turn = (one: DeployRequest): DeployRequest => ({ ...one, state: "writing", version: 2 });
      expect(await saveRequest(db, { request: turn(first) })).toBe("saved");
      expect(await saveRequest(db, { request: turn(second) })).toBe("target busy");
      expect(await saveRequest(db, { request: turn(other) })).toBe("saved");
      expect(
        (await openRequests(db, second.target)).map(({ request: { id, state } }) => [id, state]),
      ).toEqual([
        [first.id, "writing"],
        [second.id, "queued"],
      ]);
      expect(await saveRequest(db, { request: { ...first, state: "rejected", version: 3 } })).toBe("saved");
      expect(await saveRequest(db, { request: turn(second) })).toBe("saved");
    });

    test("are worked on by one, who writes nothing any more when another has taken over", async () => {
      const wish = request("lease");
      await insertRequest(db, wish, { wishKey: "lease" });
      const mine = async (owner: string, leaseMs: number) =>
        (await claimRequests(db, { owner, leaseMs, limit: 100 })).find(
          ({ request: { id } }) => id === wish.id,
        );
      const slow = await mine("replica-a", 0);
      const quick = await mine("replica-b", HOUR);
      expect(await mine("replica-c", HOUR)).toBeUndefined();
      expect(await renewLease(db, "requests", { ...slow!.lease, leaseMs: HOUR })).toBe(false);
      expect(await renewLease(db, "requests", { ...quick!.lease, leaseMs: HOUR })).toBe(true);
      const next = identified(wish);
      expect(await saveRequest(db, { request: next, lease: slow!.lease })).toBe("stale");
      expect(await postponeRequest(db, slow!.lease, 0)).toBe(false);
      expect(await saveRequest(db, { request: next, lease: quick!.lease, dueInMs: HOUR })).toBe("saved");
      expect(await mine("replica-a", HOUR)).toBeUndefined();
      await wakeRequests(db, [wish.id]);
      const woken = await mine("replica-a", HOUR);
      expect(woken?.request.version).toBe(2);
      expect(await postponeRequest(db, woken!.lease, 0)).toBe(true);
      expect((await mine("replica-b", HOUR))?.request.id).toBe(wish.id);
    });

    test("are worked on while they are open or rest, and not once they have ended", async () => {
      const all = [...OPEN_STATES, ...RESTING_STATES, ...OUTCOMES];
      const made = all.map((state, index) => request(`state-${index}`, { state }));
      for (const one of made) await insertRequest(db, one, { wishKey: one.id });
      const ids = new Set(made.map(({ id }) => id));
      const claimed = await claimRequests(db, { owner: "replica-a", leaseMs: HOUR, limit: 1000 });
      const states = claimed.flatMap(({ request: { id, state } }) => (ids.has(id) ? [state] : []));
      expect(states.toSorted()).toEqual([...OPEN_STATES, ...RESTING_STATES].toSorted());
    });

    test("are listed by pages, the newest first", async () => {
      const ids = [];
      for (const _ of [1, 2, 3]) {
        const one = request("paged");
        ids.unshift(one.id);
        await insertRequest(db, one, { wishKey: one.id });
      }
      const target = { config: "paged", channel: "prod" };
      const first = await listRequests(db, { target, limit: 2 });
      const rest = await listRequests(db, { target, limit: 2, before: first[1]!.sequence });
      expect([...first, ...rest].map(({ request: { id } }) => id)).toEqual(ids);
      expect(await listRequests(db, { target: { ...target, channel: "qa" }, limit: 2 })).toEqual([]);
    });
  });

  describe("messages", () => {
    const state = (thread: string, revision: number, isFinal = false) => ({
      thread,
      revision,
      isFinal,
      body: { revision },
    });
    const claimed = async () =>
      (await claimMessages(db, claim)).filter(({ thread }) => thread.startsWith("m-"));

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
  });

  test("an account is linked to the person who signed in last, in one workspace", async () => {
    const somebody = { team: "T1", user: "U1" };
    await linkAccount(db, somebody, { id: 9007199254740991, login: "alice" });
    await linkAccount(db, { ...somebody, team: "T2" }, { id: 2, login: "bob" });
    await linkAccount(db, somebody, { id: 9007199254740991, login: "alice-renamed" });
    expect(await linkedAccount(db, somebody)).toEqual({ id: 9007199254740991, login: "alice-renamed" });
    expect(await linkedAccount(db, { ...somebody, enterprise: "E1" })).toBeUndefined();
    expect(await linkedAccount(db, { ...somebody, team: "T2" })).toEqual({ id: 2, login: "bob" });
  });

  test("a commit of ours stays that of the request that made it", async () => {
    const commit = {
      repository: "acme/apps",
      sha: "c".repeat(40),
      requestId: randomUUID(),
      role: "target",
    } as const;
    await recordOwnCommit(db, commit);
    await recordOwnCommit(db, { ...commit, requestId: null });
    expect(await findOwnCommit(db, commit)).toEqual(commit);
    expect(await findOwnCommit(db, { ...commit, sha: "d".repeat(40) })).toBeUndefined();
    expect(await findOwnCommit(db, { ...commit, repository: "acme/apps-2" })).toBeUndefined();
  });

  test("a commit of ours is known in whichever case its repository is written", async () => {
    const commit = {
      repository: "Acme/Mixed",
      sha: "e".repeat(40),
      requestId: null,
      role: "ledger",
    } as const;
    await recordOwnCommit(db, commit);
    for (const repository of ["Acme/Mixed", "acme/mixed", "ACME/MIXED"]) {
      expect(await findOwnCommit(db, { ...commit, repository })).toEqual({
        ...commit,
        repository: "acme/mixed",
      });
    }
  });

  test("what is done together is undone together, and a query beside it is not", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const failing = inTransaction(db, async (transaction) => {
      await receive(transaction, incoming("undone"));
      begin();
      await sql`select 1`.execute(transaction);
      throw new Error("no");
    });
    await begun;
    await Promise.all([receive(db, incoming("beside")), expect(failing).rejects.toThrow("no")]);
    const left = await db
      .selectFrom("inbox")
      .select("key")
      .where("key", "in", ["undone", "beside"])
      .execute();
    expect(left).toEqual([{ key: "beside" }]);
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { OPEN_STATES, OUTCOMES, RESTING_STATES, type DeployRequest } from "../deploys/request.ts";
import { transition } from "../deploys/transition.ts";
import { renewLease } from "./lease.ts";
import { claimMessages } from "./messages.ts";
import { findOwnCommit } from "./own-commits.ts";
import { claimRequests, postponeRequest } from "./request-claims.ts";
import { listRequests, openRequests, requestsOfRelease } from "./request-lists.ts";
import { findRequest, insertRequest, saveRequest, wakeRequests } from "./requests.ts";
import type { Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";
import { AT, claim, HOUR, request } from "./testing/entries.ts";

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("requests on $name", ({ open }) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = (await open()).store);
  });

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
    const sent = (
      await claimMessages(db, { ...claim, allowance: { name: "updates", perMinute: 1, most: 1, kept: 0 } })
    ).find(({ thread }) => thread === message.thread);
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
    expect((await openRequests(db, second.target)).map(({ request: { id, state } }) => [id, state])).toEqual([
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
      (await claimRequests(db, { owner, leaseMs, limit: 100 })).find(({ request: { id } }) => id === wish.id);
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

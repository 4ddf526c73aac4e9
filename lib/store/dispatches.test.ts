import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { DispatchOutcome, SentDispatch } from "../deploys/sent-dispatch.ts";
import {
  claimDispatches,
  pruneDispatches,
  returnDispatches,
  saveOutcomes,
  type ClaimedDispatch,
} from "./dispatch-claims.ts";
import { endedDispatches, findDispatch, receiveDispatch, type Received } from "./dispatches.ts";
import type { Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";

const SHA = "1a2b3c4d".repeat(5);
const RECEIVED = "2026-11-30T14:00:00.000Z";
const EXPIRES = "2026-11-30T14:05:00Z";
const idOf = (number: number): string => `00000000-0000-4000-9000-00000000000${number}`;

function dispatchOf(number: number): SentDispatch {
  const source = { repository: "acme/my-app", sha: SHA, ref: "refs/heads/main", run_id: 10, run_attempt: 1 };
  return {
    id: idOf(number),
    releases: [{ container: "my-app", channel: "dev", image: `app:v${number}` }],
    source,
    proof: {
      repository: "acme/my-app",
      repositoryId: 7,
      ref: "refs/heads/main",
      sha: SHA,
      runId: 10,
      runAttempt: 1,
      event: "push",
      workflow: undefined,
      environment: undefined,
      isRefProtected: false,
      runner: undefined,
    },
    by: "erin",
  };
}

const outcomeOf = (image: string): DispatchOutcome => ({
  results: [
    { container: "my-app", channel: "dev", outcome: "applied", reason: "", before: null, after: image },
  ],
  problems: [],
  notes: [],
  commit: { sha: SHA, url: "https://github.com/acme/releases/commit/1a2b3c4d" },
});

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("on $name", ({ open }) => {
  let db: Db;
  let second: Db;
  beforeEach(async () => {
    const opened = await open();
    db = opened.store.db;
    second = (await opened.second?.()) ?? db;
  });

  const receive = (number: number, token: string, mostWaiting = 100): Promise<Received> =>
    receiveDispatch(
      db,
      { dispatch: dispatchOf(number), receivedAt: RECEIVED, mostWaiting },
      { id: token, expiresAt: EXPIRES },
    );
  const claim = (by = db, limit = 10): Promise<readonly ClaimedDispatch[]> =>
    claimDispatches(by, { owner: "test", leaseMs: 60_000, limit });
  const numbers = (claimed: readonly ClaimedDispatch[]): readonly string[] =>
    claimed.map(({ dispatch }) => dispatch.releases[0]?.image ?? "");

  test("a token brings one dispatch, once; a dispatch is taken once, whatever brings it", async () => {
    expect(await receive(1, "a")).toEqual({ kind: "new" });
    expect(await receive(1, "a")).toEqual({ kind: "replayed" });
    expect(await receive(2, "a")).toEqual({ kind: "replayed" });
    expect(await findDispatch(db, idOf(2))).toBeUndefined();
    expect(await receive(1, "b")).toEqual({
      kind: "known",
      stored: { dispatch: JSON.parse(JSON.stringify(dispatchOf(1))), state: "waiting" },
    });
    expect(await receive(2, "c")).toEqual({ kind: "new" });
  });

  test("a repository has only so many waiting: of one too many nothing is kept, nor is its token", async () => {
    for (const number of [1, 2, 3]) await receive(number, String(number));
    expect(await receive(4, "a", 3)).toEqual({ kind: "crowded" });
    expect(await findDispatch(db, idOf(4))).toBeUndefined();
    // Of another repository, and what is there already, are taken as before.
    const other = { ...dispatchOf(5), proof: { ...dispatchOf(5).proof, repositoryId: 8 } };
    const taken = { dispatch: other, receivedAt: RECEIVED, mostWaiting: 3 };
    expect(await receiveDispatch(db, taken, { id: "b", expiresAt: EXPIRES })).toEqual({ kind: "new" });
    expect((await receive(2, "c", 3)).kind).toBe("known");
    const [first] = await claim(db, 1);
    await saveOutcomes(db, [{ ...first!, outcome: outcomeOf("app:v1"), reports: [] }]);
    expect(await receive(4, "a", 3)).toEqual({ kind: "new" });
  });

  test("those that come while others are decided gather for the next one who is free", async () => {
    await receive(2, "a");
    await receive(1, "b");
    const first = await claim();
    expect(numbers(first)).toEqual(["app:v2", "app:v1"]);
    await receive(3, "c");
    await receive(4, "d");
    expect(await claim(second)).toEqual([]);
    const [one, other] = first;
    await saveOutcomes(db, [{ ...one!, outcome: outcomeOf("app:v2"), reports: [] }]);
    expect(await claim(second)).toEqual([]);
    await returnDispatches(db, [other!], { error: "GitHub is away", retryInMs: 0 });
    const next = await claim(second);
    expect(numbers(next)).toEqual(["app:v1", "app:v3", "app:v4"]);
    expect(next.map(({ attempts }) => attempts)).toEqual([2, 1, 1]);
    expect(next[0]?.receivedAt).toBe(RECEIVED);
    await returnDispatches(db, next.slice(0, 2), { error: null, retryInMs: 0, isUntried: true });
    await returnDispatches(db, next.slice(2), { error: "GitHub is away", retryInMs: 0 });
    expect((await claim()).map(({ attempts }) => attempts)).toEqual([2, 1, 2]);
    expect(await findDispatch(db, idOf(2))).toMatchObject({ state: "decided", outcome: outcomeOf("app:v2") });
  });

  test("of a replica that is silent, the new ones are free at once, and its own when their lease is over", async () => {
    await receive(1, "a");
    const [lost] = await claim();
    await receive(2, "b");
    await sql`update dispatches set lease_until = now() + interval '40 seconds' where id = ${idOf(1)}`.execute(
      db,
    );
    const [taken] = await claim(second);
    expect(taken?.id).toBe(idOf(2));
    await saveOutcomes(db, [{ ...taken!, outcome: outcomeOf("app:v2"), reports: [] }]);
    await sql`update dispatches set lease_until = now() - interval '1 second' where id = ${idOf(1)}`.execute(
      db,
    );
    expect(await claim(second)).toMatchObject([{ id: idOf(1), attempts: 2 }]);
    // It comes back, and its outcome counts no more.
    await saveOutcomes(db, [{ ...lost!, outcome: outcomeOf("app:v1"), reports: [] }]);
    expect(await findDispatch(db, idOf(1))).toMatchObject({ state: "waiting", outcome: undefined });
  });

  test("what is put off is not taken before its time; what has failed never", async () => {
    for (const number of [1, 2, 3]) await receive(number, String(number));
    const [one, two, three] = await claim();
    await returnDispatches(db, [one!], { error: "the branch is protected", retryInMs: undefined });
    await returnDispatches(db, [two!], { error: "GitHub is away", retryInMs: 3_600_000 });
    await returnDispatches(db, [three!], { error: "GitHub is away", retryInMs: 0 });
    expect(numbers(await claim())).toEqual(["app:v3"]);
    expect(await findDispatch(db, idOf(1))).toMatchObject({
      state: "failed",
      error: "the branch is protected",
    });
    expect(await endedDispatches(db, [idOf(1), idOf(2), idOf(3)])).toEqual([idOf(1)]);
    expect(await endedDispatches(db, [])).toEqual([]);
  });

  test("those that are over go after a while, and tokens when they have expired", async () => {
    await receive(1, "a");
    await receive(2, "b");
    const [one] = await claim(db, 1);
    await saveOutcomes(db, [{ ...one!, outcome: outcomeOf("app:v1"), reports: [] }]);
    await sql`update dispatches set ended_at = now() - interval '2 days' where id = ${idOf(1)}`.execute(db);
    await sql`update used_tokens set expires_at = now() - interval '2 days' where id = 'b'`.execute(db);
    await sql`update used_tokens set expires_at = now() where id = 'a'`.execute(db);
    expect(await pruneDispatches(db, 24 * 3_600_000)).toEqual({ dispatches: 1, tokens: 1 });
    expect(await findDispatch(db, idOf(2))).toBeDefined();
    expect(await receive(3, "a")).toEqual({ kind: "replayed" });
  });
});

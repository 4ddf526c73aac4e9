import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { SentDispatch } from "../deploys/sent-dispatch.ts";
import { takeIfLeft, type Allowance } from "./allowance.ts";
import { claimDispatches, saveOutcomes } from "./dispatch-claims.ts";
import { receiveDispatch } from "./dispatches.ts";
import {
  claimReports,
  reportTold,
  returnReport,
  supersedeReports,
  type ClaimedReport,
  type NewReport,
} from "./reports.ts";
import type { Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";

const AT = "2026-11-30T14:00:00.000Z";
const PLENTY: Allowance = { name: "plenty", perMinute: 1_000, most: 1_000 };

function report(slot: string, description: string, subject = slot): NewReport {
  return { slot, kind: "status", name: "release/qa", verdict: "success", description, subject };
}

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

  /** Decides dispatches in one group, each with its reports. */
  async function decide(...all: readonly (readonly NewReport[])[]): Promise<void> {
    for (const [index] of all.entries()) {
      const id = `${index}-${performance.now()}`;
      const dispatch = { id, releases: [], by: "erin", proof: {} } as unknown as SentDispatch;
      await receiveDispatch(db, { dispatch, receivedAt: AT, mostWaiting: 100 }, { id, expiresAt: AT });
    }
    const rows = await claimDispatches(db, { owner: "test", leaseMs: 60_000, limit: 10 });
    const outcome = { results: [], problems: [], notes: [] };
    await saveOutcomes(
      db,
      rows.map((row, index) => ({ ...row, outcome, reports: all[index] ?? [] })),
    );
  }
  const claim = (limit = 10, allowance = PLENTY, by = db): Promise<readonly ClaimedReport[]> =>
    claimReports(by, { owner: "test", leaseMs: 60_000, limit, allowance });
  const words = (claimed: readonly ClaimedReport[]): readonly string[] =>
    claimed.map(({ description }) => description);

  test("the newest is told first, and nobody else tells it meanwhile", async () => {
    await decide([report("a", "first"), report("b", "second")], [report("c", "third")]);
    const [newest] = await claim(1);
    expect(newest).toMatchObject({ description: "third", attempts: 1, dispatch: { by: "erin" } });
    await decide([report("d", "fourth")]);
    expect(words(await claim(10, PLENTY, second))).toEqual(["fourth", "second", "first"]);
    expect(await claim()).toEqual([]);
  });

  test("of two for one place, the later one is told, whether in one group or while the first is under way", async () => {
    await decide([report("a", "old"), report("b", "other")], [report("a", "newer")]);
    const rows = await claim();
    expect(words(rows)).toEqual(["newer", "other"]);
    await decide([report("a", "newest")], [report("b", "last")]);
    expect(await claim()).toEqual([]);
    await reportTold(db, rows[0]!);
    await returnReport(db, rows[1]!, { error: "not installed", retryInMs: undefined });
    const next = await claim();
    expect(words(next)).toEqual(["last", "newest"]);
    for (const row of next) await reportTold(db, row);
    expect(await claim()).toEqual([]);
    // Told, and then something else is true.
    await decide([report("a", "after that")]);
    expect(words(await claim())).toEqual(["after that"]);
  });

  test("what is saved by nobody's right any more leaves no report", async () => {
    const dispatch = { id: "x", releases: [], by: "erin", proof: {} } as unknown as SentDispatch;
    await receiveDispatch(db, { dispatch, receivedAt: AT, mostWaiting: 100 }, { id: "x", expiresAt: AT });
    const [lost] = await claimDispatches(db, { owner: "test", leaseMs: 60_000, limit: 1 });
    const outcome = { results: [], problems: [], notes: [] };
    await saveOutcomes(db, [{ id: "x", fence: lost!.fence - 1, outcome, reports: [report("a", "never")] }]);
    expect(await claim()).toEqual([]);
  });

  test("what is put off comes in its time, what failed never, and what was not tried counts for nothing", async () => {
    await decide([report("a", "one"), report("b", "two"), report("c", "three")]);
    const [three, two, one] = await claim();
    await returnReport(db, three!, { error: null, retryInMs: 0, isUntried: true });
    await returnReport(db, two!, { error: "GitHub is away", retryInMs: 3_600_000 });
    await returnReport(db, one!, { error: "not installed", retryInMs: undefined });
    expect((await claim()).map(({ description, attempts }) => [description, attempts])).toEqual([
      ["three", 1],
    ]);
    // Of a replica that has ended, another one takes over.
    await sql`update reports set lease_until = now() - interval '1 second'`.execute(db);
    const [again] = await claim(10, PLENTY, second);
    expect([again?.description, again?.attempts]).toEqual(["three", 2]);
  });

  test("what is late is left out once something newer is about the same, and not otherwise", async () => {
    await decide(
      [report("a", "old", "api qa"), report("b", "alone", "web qa")],
      [report("c", "new", "api qa")],
    );
    await sql`update reports set put_at = now() - interval '5 minutes'`.execute(db);
    const late = { replacedMs: 600_000, deploymentMs: 60_000 };
    expect(await supersedeReports(db, late)).toBe(0);
    await sql`update reports set put_at = now() - interval '11 minutes'`.execute(db);
    expect(await supersedeReports(db, late)).toBe(1);
    expect(words(await claim())).toEqual(["new", "alone"]);
  });

  test("a deployment is left out sooner, unless an attempt may have made it", async () => {
    const deployment = (slot: string): NewReport => ({
      ...report(slot, slot),
      kind: "deployment",
      verdict: null,
    });
    await decide([deployment("tried")]);
    const [tried] = await claim();
    await returnReport(db, tried!, { error: "GitHub is away", retryInMs: 0 });
    await decide([deployment("untried"), report("status", "status")]);
    await sql`update reports set put_at = now() - interval '2 minutes'`.execute(db);
    expect(await supersedeReports(db, { replacedMs: 600_000, deploymentMs: 180_000 })).toBe(0);
    expect(await supersedeReports(db, { replacedMs: 600_000, deploymentMs: 60_000 })).toBe(1);
    expect(words(await claim())).toEqual(["status", "tried"]);
  });

  test("whoever has lost a report ends it in no way, and what somebody tells is not left out", async () => {
    await decide([report("a", "old", "api qa"), report("b", "other", "web qa")]);
    const lost = await claim();
    await sql`update reports set lease_until = now() - interval '1 second'`.execute(db);
    const taken = await claim(10, PLENTY, second);
    expect(words(taken)).toEqual(["other", "old"]);
    const states = async () => {
      const { rows } = await sql<{ state: string; error: string | null }>`
        select state, error from reports where slot in ('a', 'b')`.execute(db);
      return rows.map(({ state, error }) => error ?? state);
    };
    await reportTold(db, lost[0]!);
    await returnReport(db, lost[1]!, { error: "not installed", retryInMs: undefined });
    expect(await states()).toEqual(["waiting", "waiting"]);
    await decide([report("c", "new", "api qa"), report("d", "newest", "web qa")]);
    await sql`update reports set put_at = now() - interval '11 minutes'`.execute(db);
    expect(await supersedeReports(db, { replacedMs: 600_000, deploymentMs: 60_000 })).toBe(0);
    expect(words(await claim())).toEqual(["newest", "new"]);
    for (const row of taken) await reportTold(second, row);
    expect(await states()).toEqual(["told", "told"]);
  });

  test("an allowance is taken by one of two, and never more than is left", async () => {
    const allowance = { name: "few", perMinute: 1, most: 3 };
    expect(await takeIfLeft(db, allowance, 2)).toBe(0);
    const two = await Promise.all([takeIfLeft(db, allowance, 1), takeIfLeft(second, allowance, 1)]);
    const [taken, refused] = two.toSorted((a, b) => a - b);
    expect(taken).toBe(0);
    expect(refused).toBeGreaterThan(50_000);
    expect(refused).toBeLessThanOrEqual(60_000);
    await decide([report("a", "one")], [report("b", "two")]);
    expect(await claim(10, allowance)).toEqual([]);
    await sql`update allowances set counted_at = now() - interval '1 minute' where name = 'few'`.execute(db);
    expect(words(await claim(10, allowance))).toEqual(["two"]);
    expect(await takeIfLeft(db, allowance, 1)).toBe(0);
  });
});

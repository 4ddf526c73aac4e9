import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { hasEnded, type DeployRequest } from "../../../lib/deploys/request.ts";
import { findRequest } from "../../../lib/store/requests.ts";
import { look, type Found } from "./look.ts";
import { untilInboxIsDone } from "./quiet.ts";
import type { Scenario } from "./scenario.ts";
import type { ChaosWorld } from "./world.ts";

/** What came of a scenario. */
export interface Played {
  readonly requests: readonly Found[];
  /** What is wrong, in words. */
  readonly broken: readonly string[];
}

/** Far longer than anything takes: what has not ended by then never does. */
const IN_VAIN_MS = 30 * 60_000;

/** Plays a scenario, waits until nothing is left to do for anybody, and looks at it from all sides. */
export async function play(world: ChaosWorld, scenario: Pick<Scenario, "play">): Promise<Played> {
  const before = await requestCount(world);
  const until = Date.now() + IN_VAIN_MS;
  const expected = await inTime(scenario.play(world), until);
  for (const { id } of expected) await untilTold(world, id, until);
  // What came after one may have had more to tell of it.
  const states: string[] = [];
  for (const { id } of expected) states.push((await untilTold(world, id, until)).state);
  const broken = [...(await untilInboxIsDone(world, until))];
  const requests: Found[] = [];
  for (const [index, one] of expected.entries()) requests.push(await look(world, states[index] ?? "", one));
  const made = (await requestCount(world)) - before;
  const known = new Set(expected.map(({ id }) => id)).size;
  if (made !== known) broken.push(`${made} requests were made, and ${known} were asked for`);
  return { requests, broken: [...requests.flatMap((one) => one.broken), ...broken] };
}

/** How many requests there are: a number that was drawn and not used is none. */
async function requestCount({ store }: ChaosWorld): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from requests`.execute(store.db);
  return rows[0]?.count ?? 0;
}

/** @throws where it takes for ever */
async function inTime<T>(work: Promise<T>, until: number): Promise<T> {
  const end = new AbortController();
  const late = sleep(until - Date.now(), undefined, { signal: end.signal }).then(() => {
    throw new Error("people wait in vain");
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    end.abort();
    late.catch(() => undefined);
  }
}

/** Waits until a request has ended and everything about it has been reported. */
async function untilTold(
  { store }: ChaosWorld,
  id: string,
  until: number,
): Promise<Pick<DeployRequest, "id" | "state">> {
  let state: DeployRequest["state"] | undefined;
  while (Date.now() < until) {
    // While PostgreSQL is away nobody knows.
    const stored = await findRequest(store.db, id).catch(() => undefined);
    state = stored?.request.state ?? state;
    const isOver = stored !== undefined && hasEnded(stored.request);
    const unsent = isOver ? await unsentOf(store.db, id).catch(() => 1) : 1;
    if (stored !== undefined && unsent === 0) return stored.request;
    await sleep(100);
  }
  throw new Error(`request ${id} has not ended, or not all was told: it is ${state ?? "unknown"}`);
}

async function unsentOf(db: ChaosWorld["store"]["db"], id: string): Promise<number> {
  const { rows } = await sql<{ unsent: number }>`
    select count(*) as unsent from messages where request_id = ${id} and revision > sent_revision`.execute(
    db,
  );
  return rows[0]?.unsent ?? 0;
}

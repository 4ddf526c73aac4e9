import { sql, type QueryCreator } from "kysely";
import type { DispatchOutcome, SentDispatch } from "../deploys/sent-dispatch.ts";
import { fromNow, isFree, NOW, type ClaimOptions, type Lease } from "./lease.ts";
import { putReports, type NewReport } from "./reports.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";
import type { Tables } from "./tables.ts";

/** A dispatch that somebody decides. */
export interface ClaimedDispatch extends Lease<string> {
  readonly dispatch: SentDispatch;
  /** This one included: after the first, an earlier one may have written it. */
  readonly attempts: number;
  /** The branch's head that the last attempt has written on, if one has. */
  readonly base: string | undefined;
  /** ISO 8601. */
  readonly receivedAt: string;
}

/** Whoever is at work renews its rows more often than this. */
const SILENT_MS = 15_000;

/** Those that wait, unless another replica is at work on some. */
function claimable(db: QueryCreator<Tables>, leaseMs: number) {
  return db
    .selectFrom("dispatches")
    .select("id")
    .where("state", "=", "waiting")
    .where("not_before", "<=", NOW)
    .where(isFree("dispatches"))
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom("dispatches as other")
            .select("other.id")
            .where("other.state", "=", "waiting")
            .where("other.lease_until", ">", fromNow(leaseMs - SILENT_MS)),
        ),
      ),
    );
}

/** Whether there are dispatches to claim. */
export async function hasClaimable(db: Db, leaseMs: number): Promise<boolean> {
  const found = await step("dispatches.look", () => claimable(db, leaseMs).limit(1).executeTakeFirst());
  return found !== undefined;
}

/**
 * Takes dispatches that wait, the first that came first, unless another replica is at work on some: what comes meanwhile
 * gathers, and is the next one's to write. A replica that has ended holds up nobody for longer than it takes to notice.
 */
export async function claimDispatches(
  db: Db,
  { owner, leaseMs, limit }: ClaimOptions,
): Promise<readonly ClaimedDispatch[]> {
  const rows = await step("dispatches.claim", () =>
    db
      .with(
        (cte) => cte("picked").materialized(),
        (picked) => claimable(picked, leaseMs).orderBy("sequence").limit(limit).forUpdate().skipLocked(),
      )
      .updateTable("dispatches")
      .from("picked")
      .set((row) => ({
        lease_owner: owner,
        lease_until: fromNow(leaseMs),
        fence: row("dispatches.fence", "+", 1),
        attempts: row("dispatches.attempts", "+", 1),
      }))
      .whereRef("dispatches.id", "=", "picked.id")
      .returning([
        "dispatches.id",
        "dispatches.sequence",
        "dispatches.document",
        "dispatches.fence",
        "dispatches.attempts",
        "dispatches.base",
        "dispatches.received_at",
      ])
      .execute(),
  );
  return rows
    .toSorted((a, b) => a.sequence - b.sequence)
    .map(({ id, document, fence, attempts, base, received_at }) => ({
      id,
      dispatch: document,
      fence,
      attempts,
      base: base ?? undefined,
      receivedAt: received_at,
    }));
}

/**
 * Keeps what dispatches are about to be written on, before they are: whoever looks for them later looks no further back.
 * @param base the branch's head
 * @returns them with it
 */
export async function baseDispatches(
  db: Db,
  rows: readonly ClaimedDispatch[],
  base: string,
): Promise<readonly ClaimedDispatch[]> {
  const given = JSON.stringify(rows.map(({ id, fence }) => ({ id, fence })));
  await step("dispatches.keep base", () =>
    sql`update dispatches set base = ${base}
      from jsonb_to_recordset(cast(${given} as jsonb)) as given(id text, fence bigint)
      where dispatches.id = given.id and dispatches.fence = given.fence and state = 'waiting'`.execute(db),
  );
  return rows.map((row) => ({ ...row, base }));
}

/** What became of a claimed dispatch. */
export interface Decided extends Lease<string> {
  readonly outcome: DispatchOutcome;
  /** What is to be told of it. */
  readonly reports: readonly NewReport[];
}

/**
 * Saves what became of dispatches, and what is to be told of it: one query, so that neither is there without the other. Of
 * those that somebody else has by now, nothing changes.
 */
export async function saveOutcomes(db: Db, decided: readonly Decided[]): Promise<void> {
  if (decided.length === 0) return;
  const given = JSON.stringify(
    decided.map(({ id, fence, outcome, reports }) => ({ id, fence, outcome, reports })),
  );
  await step("dispatches.save outcomes", () =>
    sql`with given as (
        select place, one.* from jsonb_array_elements(cast(${given} as jsonb)) with ordinality as listed(entry, place),
          jsonb_to_record(entry) as one(id text, fence bigint, outcome jsonb, reports jsonb)
      ), saved as (
        update dispatches set state = 'decided', outcome = given.outcome, error = null, ended_at = now(),
          lease_owner = null, lease_until = null
        from given where dispatches.id = given.id and dispatches.fence = given.fence and state = 'waiting'
        returning given.id, given.place, given.reports
      )
      ${putReports(sql.ref("saved"))}`.execute(db),
  );
}

/** Why dispatches are given back. */
export interface DispatchFault {
  readonly error: string | null;
  /** When they are tried again; undefined: never. */
  readonly retryInMs: number | undefined;
  /** Whether nothing of them was sent to GitHub, so that this was no attempt. */
  readonly isUntried?: boolean;
}

/** Gives dispatches back undecided: one query. */
export async function returnDispatches(
  db: Db,
  leases: readonly Lease<string>[],
  { error, retryInMs, isUntried = false }: DispatchFault,
): Promise<void> {
  if (leases.length === 0) return;
  const given = JSON.stringify(leases.map(({ id, fence }) => ({ id, fence })));
  const isOver = retryInMs === undefined;
  await step("dispatches.give back", () =>
    sql`update dispatches set lease_owner = null, lease_until = null, error = ${error},
        state = ${isOver ? "failed" : "waiting"}, ended_at = ${isOver ? NOW : sql`null`},
        not_before = ${fromNow(retryInMs ?? 0)}, attempts = attempts - ${isUntried ? 1 : 0}
      from jsonb_to_recordset(cast(${given} as jsonb)) as given(id text, fence bigint)
      where dispatches.id = given.id and dispatches.fence = given.fence and state = 'waiting'`.execute(db),
  );
}

/** How many rows went. */
export interface PrunedDispatches {
  readonly dispatches: number;
  readonly tokens: number;
}

/** Removes dispatches that nobody asks about any more, and tokens that have expired long ago. */
export async function pruneDispatches(db: Db, olderThanMs: number): Promise<PrunedDispatches> {
  const dispatches = await step("dispatches.prune", () =>
    db.deleteFrom("dispatches").where("ended_at", "<=", fromNow(-olderThanMs)).executeTakeFirst(),
  );
  const tokens = await step("dispatches.prune tokens", () =>
    db.deleteFrom("used_tokens").where("expires_at", "<=", fromNow(-olderThanMs)).executeTakeFirst(),
  );
  return { dispatches: Number(dispatches.numDeletedRows), tokens: Number(tokens.numDeletedRows) };
}

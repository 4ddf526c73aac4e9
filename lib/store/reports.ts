import { sql, type RawBuilder } from "kysely";
import type { DispatchOutcome, SentDispatch } from "../deploys/sent-dispatch.ts";
import { allowanceLeft, type Allowance } from "./allowance.ts";
import type { ReportTable } from "./dispatch-tables.ts";
import { fromNow, isFree, NOW, type ClaimOptions, type Lease } from "./lease.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** Something to tell on GitHub about a decided dispatch. */
export interface NewReport {
  /** What there is one of on GitHub, so that a later one takes an earlier one's place. */
  readonly slot: string;
  readonly kind: ReportTable["kind"];
  /** The status's context, or the deployment's channel. */
  readonly name: string;
  /** The status's state; null for a deployment. */
  readonly verdict: ReportTable["verdict"];
  readonly description: string;
  /** What it is about: once a newer one is about the same, nobody misses the older one. */
  readonly subject: string;
}

/** One that somebody tells. */
export interface ClaimedReport extends Lease<string>, NewReport {
  readonly revision: number;
  /** This one included. */
  readonly attempts: number;
  readonly dispatch: SentDispatch;
  readonly outcome: DispatchOutcome;
  /** How often the dispatch was tried until it was decided. */
  readonly decisions: number;
}

/**
 * The part of a query that queues reports; of two for one slot, the later one counts.
 * @param saved the query's rows: `id` of the dispatch, `place` in their order, and its `reports`
 */
export function putReports(saved: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`insert into reports (slot, dispatch_id, kind, name, verdict, description, subject)
    select slot, dispatch_id, kind, name, verdict, description, subject from (
      select distinct on (slot) saved.id as dispatch_id, saved.place, listed.number, one.*
      from ${saved} as saved, jsonb_array_elements(saved.reports) with ordinality as listed(entry, number),
        jsonb_to_record(entry) as one(slot text, kind text, name text, verdict text, description text, subject text)
      order by slot, place desc, number desc
    ) as newest order by place, number
    on conflict (slot) do update set dispatch_id = excluded.dispatch_id, sequence = excluded.sequence,
      verdict = excluded.verdict, description = excluded.description, subject = excluded.subject,
      revision = reports.revision + 1, state = 'waiting', error = null, not_before = now(), put_at = now(), ended_at = null`;
}

/** After how long a report is left out. */
export interface Lateness {
  /** Where something newer is told of the same. */
  readonly replacedMs: number;
  /** A deployment in any case, unless an attempt may have made it. */
  readonly deploymentMs: number;
}

/**
 * Gives up what has waited for so long that it is no longer true.
 * @returns how many there were
 */
export async function supersedeReports(db: Db, { replacedMs, deploymentMs }: Lateness): Promise<number> {
  const result = await step("reports.supersede", () =>
    db
      .updateTable("reports")
      .set({ state: "superseded", ended_at: NOW })
      .where("state", "=", "waiting")
      .where(isFree("reports"))
      .where((row) =>
        row.or([
          row.and([
            row("kind", "=", "deployment"),
            row("attempts", "=", 0),
            row("put_at", "<=", fromNow(-deploymentMs)),
          ]),
          row.and([
            row("put_at", "<=", fromNow(-replacedMs)),
            row.exists(
              row
                .selectFrom("reports as newer")
                .select("newer.slot")
                .whereRef("newer.subject", "=", "reports.subject")
                .whereRef("newer.sequence", ">", "reports.sequence"),
            ),
          ]),
        ]),
      )
      .executeTakeFirst(),
  );
  return Number(result.numUpdatedRows);
}

/** Takes what is to be told, the newest first, and no more than the allowance has left. */
export async function claimReports(
  db: Db,
  { owner, leaseMs, limit, allowance }: ClaimOptions & { readonly allowance: Allowance },
): Promise<readonly ClaimedReport[]> {
  const rows = await step("reports.claim", () =>
    db
      .with(
        (cte) => cte("picked").materialized(),
        (picked) =>
          picked
            .selectFrom("reports")
            .select("slot")
            .where("state", "=", "waiting")
            .where("not_before", "<=", NOW)
            .where(isFree("reports"))
            .orderBy("sequence", "desc")
            .limit(sql<number>`least(${limit}::int, ${allowanceLeft(allowance)})`)
            .forUpdate()
            .skipLocked(),
      )
      .updateTable("reports")
      .from("picked")
      .innerJoin("dispatches", (join) => join.onTrue())
      .set((row) => ({
        lease_owner: owner,
        lease_until: fromNow(leaseMs),
        fence: row("reports.fence", "+", 1),
        attempts: row("reports.attempts", "+", 1),
      }))
      .whereRef("reports.slot", "=", "picked.slot")
      .whereRef("dispatches.id", "=", "reports.dispatch_id")
      .returningAll("reports")
      .returning(["dispatches.document", "dispatches.outcome", "dispatches.attempts as decisions"])
      .execute(),
  );
  return rows
    .toSorted((a, b) => b.sequence - a.sequence)
    .flatMap(({ slot, document, outcome, ...row }) =>
      outcome === null ? [] : [{ ...row, id: slot, slot, dispatch: document, outcome }],
    );
}

/** Says that a report arrived; one that has taken its slot over meanwhile is still to be told. */
export async function reportTold(
  db: Db,
  { id, fence, revision }: Pick<ClaimedReport, "id" | "fence" | "revision">,
): Promise<void> {
  await step("reports.told", () =>
    sql`update reports set lease_owner = null, lease_until = null, error = null,
        state = case when revision = ${revision} then 'told' else 'waiting' end,
        ended_at = case when revision = ${revision} then now() end
      where slot = ${id} and fence = ${fence} and state = 'waiting'`.execute(db),
  );
}

/** Why a report is given back. */
export interface ReportFault {
  readonly error: string | null;
  /** When it is tried again; undefined: never. */
  readonly retryInMs: number | undefined;
  /** Whether nothing of it was sent, so that this was no attempt. */
  readonly isUntried?: boolean;
}

/** Gives a report back untold. */
export async function returnReport(
  db: Db,
  { id, fence, revision }: Pick<ClaimedReport, "id" | "fence" | "revision">,
  { error, retryInMs, isUntried = false }: ReportFault,
): Promise<void> {
  const isOver = retryInMs === undefined ? sql`revision = ${revision}` : sql`false`;
  await step("reports.give back", () =>
    sql`update reports set lease_owner = null, lease_until = null, error = ${error},
        state = case when ${isOver} then 'failed' else 'waiting' end,
        ended_at = case when ${isOver} then now() end,
        not_before = ${fromNow(retryInMs ?? 0)}, attempts = attempts - ${isUntried ? 1 : 0}
      where slot = ${id} and fence = ${fence} and state = 'waiting'`.execute(db),
  );
}

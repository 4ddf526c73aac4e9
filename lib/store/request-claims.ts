import { OPEN_STATES, RESTING_STATES } from "../deploys/request.ts";
import { fromNow, isFree, NOW, type ClaimOptions, type Lease } from "./lease.ts";
import { storedRequest, type StoredRequest } from "./request-row.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** A request that somebody works on. */
export interface ClaimedRequest extends StoredRequest {
  readonly lease: Lease<string>;
}

/** Takes requests for which something is due, the longest due first. */
export async function claimRequests(
  db: Db,
  { owner, leaseMs, limit }: ClaimOptions,
): Promise<readonly ClaimedRequest[]> {
  const rows = await step("requests.claim", () =>
    db
      .with(
        (cte) => cte("picked").materialized(),
        (picked) =>
          picked
            .selectFrom("requests")
            .select("id")
            .where("state", "in", [...OPEN_STATES, ...RESTING_STATES])
            .where("due_at", "<=", NOW)
            .where(isFree("requests"))
            .orderBy("due_at")
            .orderBy("sequence")
            .limit(limit)
            .forUpdate()
            .skipLocked(),
      )
      .updateTable("requests")
      .from("picked")
      .set((row) => ({
        lease_owner: owner,
        lease_until: fromNow(leaseMs),
        fence: row("requests.fence", "+", 1),
      }))
      .whereRef("requests.id", "=", "picked.id")
      .returningAll("requests")
      .execute(),
  );
  return rows
    .map((row) => ({ ...storedRequest(row), lease: { id: row.id, fence: row.fence } }))
    .toSorted((a, b) => a.sequence - b.sequence);
}

/** Makes a request due in a while without changing it, and gives the lease back. @returns whether it was still ours */
export async function postponeRequest(db: Db, { id, fence }: Lease<string>, inMs: number): Promise<boolean> {
  const result = await step("requests.postpone", () =>
    db
      .updateTable("requests")
      .set({ due_at: fromNow(inMs), lease_owner: null, lease_until: null })
      .where("id", "=", id)
      .where("fence", "=", fence)
      .executeTakeFirst(),
  );
  return result.numUpdatedRows === 1n;
}

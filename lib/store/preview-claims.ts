import { sql } from "kysely";
import type { PreviewPlace, PreviewState } from "../deploys/branch-preview.ts";
import type { Desired } from "../deploys/desired.ts";
import { fromNow, isFree, NOW, type ClaimOptions, type Lease } from "./lease.ts";
import { storedPreview, type StoredPreview } from "./previews.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

export type ClaimedPreview = StoredPreview & Lease<number>;

/** Takes previews that somebody has to look at, the longest due first. */
export async function claimPreviews(
  db: Db,
  { owner, leaseMs, limit }: ClaimOptions,
): Promise<readonly ClaimedPreview[]> {
  const rows = await step("previews.claim", () =>
    db
      .with(
        (cte) => cte("picked").materialized(),
        (picked) =>
          picked
            .selectFrom("previews")
            .select("id")
            .where("due_at", "<=", NOW)
            .where(isFree("previews"))
            .orderBy("due_at")
            .limit(limit)
            .forUpdate()
            .skipLocked(),
      )
      .updateTable("previews")
      .from("picked")
      .set((row) => ({
        lease_owner: owner,
        lease_until: fromNow(leaseMs),
        fence: row("previews.fence", "+", 1),
        // Whoever has it looked at once more from now on says so by an earlier moment.
        due_at: fromNow(leaseMs),
      }))
      .whereRef("previews.id", "=", "picked.id")
      .returningAll("previews")
      .execute(),
  );
  return rows.map((row) => ({ ...storedPreview(row), fence: row.fence }));
}

/** What became of a preview; what is left out stays as it is. */
export interface PreviewChange {
  readonly state?: PreviewState;
  readonly says?: string | undefined;
  readonly placed?: PreviewPlace | null;
  readonly deployed?: Desired;
}

/** Notes something of a preview without giving it back. @returns whether it is still the caller's */
export async function notePreview(
  db: Db,
  { id, fence }: Lease<number>,
  { state, says, placed, deployed }: PreviewChange,
): Promise<boolean> {
  const result = await step("previews.note", () =>
    db
      .updateTable("previews")
      .set({
        ...(state !== undefined && {
          state,
          says: says ?? null,
          since: sql<string>`case when state = ${state} then since else now() end`,
        }),
        ...(placed !== undefined && { placed: placed && JSON.stringify(placed) }),
        ...(deployed !== undefined && { deployed: JSON.stringify(deployed) }),
      })
      .where("id", "=", id)
      .where("fence", "=", fence)
      .executeTakeFirst(),
  );
  return result.numUpdatedRows === 1n;
}

/** Gives a preview back, to be looked at again in a while, or at once where somebody has asked for that meanwhile. */
export async function postponePreview(db: Db, { id, fence }: Lease<number>, inMs: number): Promise<void> {
  await step("previews.postpone", () =>
    db
      .updateTable("previews")
      .set({
        due_at: sql<string>`case when due_at <= now() then due_at else ${fromNow(inMs)} end`,
        lease_owner: null,
        lease_until: null,
      })
      .where("id", "=", id)
      .where("fence", "=", fence)
      .execute(),
  );
}

/** Forgets a preview of which nothing is left; one that somebody has asked for since it was claimed stays. */
export async function forgetPreview(db: Db, { id, fence }: Lease<number>): Promise<void> {
  await step("previews.forget", () =>
    db
      .deleteFrom("previews")
      .where("id", "=", id)
      .where("fence", "=", fence)
      .where((row) => row.or([row("is_gone", "=", true), row("due_at", ">", NOW)]))
      .execute(),
  );
}

import { fromNow, isFree, type Lease } from "./lease.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/**
 * Takes a place of a cluster, so that one replica at a time changes what is there.
 * @param place `prod-eu/shop/shop.prod`
 * @returns undefined while somebody else has it
 */
export async function claimReconciliation(
  db: Db,
  place: string,
  { owner, leaseMs }: { readonly owner: string; readonly leaseMs: number },
): Promise<Lease<string> | undefined> {
  const taken = await step("reconciliations.claim", () =>
    db
      .insertInto("reconciliations")
      .values({ place, lease_owner: owner, lease_until: fromNow(leaseMs), fence: 1 })
      .onConflict((conflict) =>
        conflict
          .column("place")
          .doUpdateSet((row) => ({
            lease_owner: owner,
            lease_until: fromNow(leaseMs),
            fence: row("reconciliations.fence", "+", 1),
          }))
          .where(isFree("reconciliations")),
      )
      .returning("fence")
      .executeTakeFirst(),
  );
  return taken && { id: place, fence: taken.fence };
}

/** Gives a place back before its time; of one that somebody else has by now, nothing changes. */
export async function releaseReconciliation(db: Db, { id, fence }: Lease<string>): Promise<void> {
  await step("reconciliations.release", () =>
    db
      .updateTable("reconciliations")
      .set({ lease_owner: null, lease_until: null })
      .where("place", "=", id)
      .where("fence", "=", fence)
      .execute(),
  );
}

import { randomUUID } from "node:crypto";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import type { Lease } from "../../../lib/store/lease.ts";
import { claimRequests } from "../../../lib/store/request-claims.ts";
import { insertRequest } from "../../../lib/store/requests.ts";
import { inTransaction, type Db } from "../../../lib/store/store.ts";

const HOUR = 3_600_000;

/** A request that only the test drives, as the replicas that it claims it for. */
export interface PlacedRequest {
  readonly id: string;
  /** Takes it over, whoever has it. */
  readonly claim: (owner: string) => Promise<Lease<string>>;
  readonly remove: () => Promise<void>;
}

/** Stores one that is like another, of a target that nobody has, so that it waits for nothing and keeps nothing. */
export async function placeRequest(db: Db, like: DeployRequest): Promise<PlacedRequest> {
  const id = randomUUID();
  const target = { ...like.target, config: `another-${id.slice(0, 8)}` };
  const claimIn = async (transaction: Db, owner: string): Promise<Lease<string>> => {
    await transaction
      .updateTable("requests")
      .set({ lease_until: null, due_at: "2000-01-01T00:00:00Z" })
      .where("id", "=", id)
      .execute();
    const claimed = await claimRequests(transaction, { owner, leaseMs: HOUR, limit: 1 });
    const own = claimed.find(({ request }) => request.id === id);
    if (own === undefined) throw new Error(`${owner} did not get request ${id}`);
    return own.lease;
  };
  // The server of the same store never sees it free.
  await inTransaction(db, async (transaction) => {
    await insertRequest(transaction, { ...like, id, target, state: "received" }, { wishKey: id });
    await claimIn(transaction, "nobody");
  });
  return {
    id,
    claim: (owner) => inTransaction(db, (transaction) => claimIn(transaction, owner)),
    remove: async () => {
      await db.deleteFrom("requests").where("id", "=", id).execute();
    },
  };
}

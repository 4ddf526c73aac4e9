import { OPEN_STATES, type DeployRequest, type RequestState } from "../deploys/request.ts";
import { violatedConstraint } from "./failure.ts";
import { fromNow, NOW, type Lease } from "./lease.ts";
import { putMessage, type MessageState } from "./messages.ts";
import { recordOwnCommit, type OwnCommit } from "./own-commits.ts";
import { columnsOf, storedRequest, type StoredRequest } from "./request-row.ts";
import { step } from "./step.ts";
import { inTransaction, type Db } from "./store.ts";

/** What is written along with a request, in one transaction: none of it is lost, and none stands alone. */
export interface Along {
  readonly messages?: readonly MessageState[];
  readonly commits?: readonly OwnCommit[];
}

/**
 * Puts in a request that is new. Whoever wishes the same again while it is open gets the request that there is.
 * @param wishKey whose wish it is and what for: see `lib/deploys/idempotency.ts`
 */
export async function insertRequest(
  db: Db,
  request: DeployRequest,
  { wishKey, messages = [] }: Pick<Along, "messages"> & { readonly wishKey: string },
): Promise<StoredRequest & { readonly isNew: boolean }> {
  return inTransaction(db, async (transaction) => {
    const row = await step("requests.insert", () =>
      transaction
        .insertInto("requests")
        .values({ ...columnsOf(request), id: request.id, wish_key: wishKey, fence: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst(),
    );
    if (row === undefined) return { ...(await findWish(transaction, request.id, wishKey)), isNew: false };
    for (const message of messages) await putMessage(transaction, message);
    return { ...storedRequest(row), isNew: true };
  });
}

/** By its id where the very request came twice; else the open one of the same wish. */
async function findWish(db: Db, id: string, wishKey: string): Promise<StoredRequest> {
  const row = await step("requests.find wish", () =>
    db
      .selectFrom("requests")
      .selectAll()
      .where((at) =>
        at.or([at("id", "=", id), at.and([at("wish_key", "=", wishKey), at("state", "in", OPEN_STATES)])]),
      )
      .orderBy("sequence", "desc")
      .limit(1)
      .executeTakeFirstOrThrow(),
  );
  return storedRequest(row);
}

/** @returns undefined where there is none */
export async function findRequest(db: Db, id: string): Promise<StoredRequest | undefined> {
  const row = await step("requests.find", () =>
    db.selectFrom("requests").selectAll().where("id", "=", id).executeTakeFirst(),
  );
  return row && storedRequest(row);
}

/** A request's next version, as `transition` made it of the one that was read. */
export interface Save extends Along {
  readonly request: DeployRequest;
  /** Of whoever works on it; without one, as for a click that comes beside, the version alone decides. */
  readonly lease?: Lease<string> | undefined;
  /** When something is due next; at once unless said. */
  readonly dueInMs?: number | undefined;
}

/**
 * Writes a request's next version if nobody was faster (compare-and-swap on its version, and on the lease), and gives the
 * lease back.
 * @returns `stale`: read it again, and decide again. `target busy`: another request has the target for itself
 */
export async function saveRequest(db: Db, save: Save): Promise<"saved" | "stale" | "target busy"> {
  try {
    return await inTransaction(db, (transaction) => saveIn(transaction, save));
  } catch (error) {
    if (violatedConstraint(error) === "requests_active") return "target busy";
    throw error;
  }
}

async function saveIn(
  db: Db,
  { request, lease, dueInMs = 0, messages = [], commits = [] }: Save,
): Promise<"saved" | "stale"> {
  const result = await step("requests.save", () => {
    const update = db
      .updateTable("requests")
      .set({
        ...columnsOf(request),
        updated_at: NOW,
        due_at: fromNow(dueInMs),
        lease_owner: null,
        lease_until: null,
      })
      .where("id", "=", request.id)
      .where("version", "=", request.version - 1);
    return (lease === undefined ? update : update.where("fence", "=", lease.fence)).executeTakeFirst();
  });
  if (result.numUpdatedRows !== 1n) return "stale";
  for (const commit of commits) await recordOwnCommit(db, commit);
  for (const message of messages) await putMessage(db, message);
  return "saved";
}

/** Makes requests due at once: something that they wait for has happened. */
export async function wakeRequests(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await step("requests.wake", () =>
    db
      .updateTable("requests")
      .set({ due_at: NOW })
      .where("id", "in", ids)
      .where("due_at", ">", NOW)
      .execute(),
  );
}

/** Those that wait for a person's word. */
const ASKED: readonly RequestState[] = [
  "awaiting confirmation",
  "awaiting approval",
  "awaiting sync confirmation",
];

/** Makes all requests due at once that wait for people: what holds them may have come or gone. @returns how many */
export async function wakeAsked(db: Db): Promise<number> {
  return wakeIn(db, ASKED);
}

/** Makes all requests due at once that wait for a build. @returns how many */
export async function wakeResolving(db: Db): Promise<number> {
  return wakeIn(db, ["resolving"]);
}

async function wakeIn(db: Db, states: readonly RequestState[]): Promise<number> {
  const result = await step("requests.wake by state", () =>
    db
      .updateTable("requests")
      .set({ due_at: NOW })
      .where("state", "in", states)
      .where("due_at", ">", NOW)
      .executeTakeFirst(),
  );
  return Number(result.numUpdatedRows);
}

import { sql } from "kysely";
import { applyPush, NO_COMMIT, type Ancestry, type Push } from "../deploys/order.ts";
import { step } from "./step.ts";
import { inTransaction, type Db } from "./store.ts";

/** A branch of a repository, by its name without `refs/heads/`. */
export interface BranchName {
  readonly repositoryId: number;
  readonly branch: string;
}

/** What a push was to what the store had of its branch. */
export interface Pushed {
  readonly outcome: "applied" | "known" | "read head";
  /** The head before, as the store had it; undefined where it knew none, or a deleted one. */
  readonly before: string | undefined;
}

/**
 * Applies a push to the head of its branch where it begins there; of all others, it says that GitHub has to be asked.
 * Each is remembered: the next one may begin where it ends, and what came before is told from them.
 */
export async function pushBranch(db: Db, at: BranchName, push: Push): Promise<Pushed> {
  return inTransaction(db, async (transaction) => {
    const { repositoryId: repository_id, branch } = at;
    const head = await lockBranch(transaction, at);
    const next = await step("branches.find continuation", () =>
      transaction
        .selectFrom("pushes")
        .select("after")
        .where("repository_id", "=", repository_id)
        .where("branch", "=", branch)
        .where("before", "=", push.after)
        .limit(1)
        .executeTakeFirst(),
    );
    const { before, after, forced } = push;
    await step("branches.insert push", () =>
      transaction
        .insertInto("pushes")
        .values({ repository_id, branch, before, after, forced })
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
    const outcome = applyPush(head, push, next !== undefined && after !== NO_COMMIT);
    if (outcome !== "apply") return { outcome, before: head };
    await setHead(transaction, at, headOf(after));
    return { outcome: "applied", before: head };
  });
}

/**
 * Writes the head that GitHub was asked for.
 * @param seen the head that the store had before GitHub was asked
 * @returns false where it has another by now: ask again
 */
export async function saveHead(
  db: Db,
  at: BranchName,
  { seen, head }: { readonly seen: string | undefined; readonly head: string | undefined },
): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    if ((await lockBranch(transaction, at)) !== seen) return false;
    await setHead(transaction, at, head);
    return true;
  });
}

/** @returns undefined for a branch that is not known, or deleted */
export async function findHead(db: Db, at: BranchName): Promise<string | undefined> {
  const row = await step("branches.find", () =>
    db
      .selectFrom("branches")
      .select("head")
      .where("repository_id", "=", at.repositoryId)
      .where("name", "=", at.branch)
      .executeTakeFirst(),
  );
  return row?.head ?? undefined;
}

/** The branches of a repository that are there, with their heads. */
export async function branchesOf(
  db: Db,
  repositoryId: number,
): Promise<readonly { readonly branch: string; readonly head: string }[]> {
  const rows = await step("branches.list", () =>
    db
      .selectFrom("branches")
      .select(["name", "head"])
      .where("repository_id", "=", repositoryId)
      .where("head", "is not", null)
      .orderBy("name")
      .execute(),
  );
  return rows.flatMap(({ name, head }) => (head === null ? [] : [{ branch: name, head }]));
}

/** Keeps a branch for the transaction, so that of two pushes the second sees what the first has done. */
export async function lockBranch(db: Db, { repositoryId, branch }: BranchName): Promise<string | undefined> {
  const row = await step("branches.lock", () =>
    db
      .selectFrom("branches")
      .select("head")
      .where("repository_id", "=", repositoryId)
      .where("name", "=", branch)
      .forUpdate()
      .executeTakeFirst(),
  );
  if (row !== undefined) return row.head ?? undefined;
  await step("branches.insert", () =>
    db
      .insertInto("branches")
      .values({ repository_id: repositoryId, name: branch, head: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  // Whoever was faster has it locked, and may have written it by now.
  return lockBranch(db, { repositoryId, branch });
}

async function setHead(db: Db, at: BranchName, head: string | undefined): Promise<void> {
  await step("branches.set head", () =>
    db
      .updateTable("branches")
      .set({ head: head ?? null })
      .where("repository_id", "=", at.repositoryId)
      .where("name", "=", at.branch)
      .execute(),
  );
}

function headOf(after: string): string | undefined {
  return after === NO_COMMIT ? undefined : after;
}

/**
 * What a commit is to another as far as pushes have shown it: each that was not forced puts what comes after it.
 * @returns unknown where no chain of pushes leads from one to the other: GitHub can compare them
 */
export async function pushedAncestry(
  db: Db,
  repositoryId: number,
  { base, sha }: { readonly base: string; readonly sha: string },
): Promise<Ancestry> {
  if (base === sha) return "same";
  if (await leadsTo(db, repositoryId, { from: base, to: sha })) return "descendant";
  return (await leadsTo(db, repositoryId, { from: sha, to: base })) ? "ancestor" : "unknown";
}

async function leadsTo(
  db: Db,
  repositoryId: number,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const { rows } = await step("branches.follow pushes", () =>
    sql`with recursive later (sha) as (
        select after from pushes where repository_id = ${repositoryId} and before = ${from} and not forced
        union
        select pushes.after from pushes join later on pushes.before = later.sha
        where pushes.repository_id = ${repositoryId} and not pushes.forced and pushes.after <> ${NO_COMMIT}
      ) select 1 from later where sha = ${to} limit 1`.execute(db),
  );
  return rows.length > 0;
}

import type { Selectable } from "kysely";
import { NOW } from "./lease.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";
import type { RepositoryTable } from "./tables.ts";

/** A repository that the App is, or was, installed in. */
export interface Repository {
  /** GitHub's number. */
  readonly id: number;
  /** `owner/name`, as GitHub spells it. */
  readonly name: string;
  readonly defaultBranch: string;
  readonly isArchived: boolean;
}

/** As the store has it. */
export interface StoredRepository extends Repository {
  /** Whether the App may look; what it does not see where it may not is unknown, and not gone. */
  readonly isReachable: boolean;
}

/**
 * Notes a repository that an event speaks of. Events come in any order, so that one which says otherwise than what is
 * known changes nothing: GitHub has to be asked.
 */
export async function seeRepository(db: Db, repository: Repository): Promise<"new" | "known" | "differs"> {
  const before = await findRepository(db, repository.id);
  if (before !== undefined) return isSame(before, repository) ? "known" : "differs";
  const inserted = await step("repositories.insert", () =>
    db
      .insertInto("repositories")
      .values({ id: repository.id, ...columnsOf(repository), is_reachable: true, seen_at: NOW })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst(),
  );
  // Another replica may have been faster, with another event.
  return inserted === undefined ? seeRepository(db, repository) : "new";
}

function isSame(a: Repository, b: Repository): boolean {
  return a.name === b.name && a.defaultBranch === b.defaultBranch && a.isArchived === b.isArchived;
}

/** Writes what GitHub has just said of a repository, who was asked for it. */
export async function saveRepository(db: Db, repository: Repository): Promise<void> {
  const columns = { ...columnsOf(repository), is_reachable: true, seen_at: NOW };
  await step("repositories.save", () =>
    db
      .insertInto("repositories")
      .values({ id: repository.id, ...columns })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
      .execute(),
  );
}

/** Notes where the App may no longer look, or may again. */
export async function setReachable(db: Db, ids: readonly number[], isReachable: boolean): Promise<void> {
  if (ids.length === 0) return;
  await step("repositories.set reachable", () =>
    db.updateTable("repositories").set({ is_reachable: isReachable }).where("id", "in", ids).execute(),
  );
}

export async function findRepository(db: Db, id: number): Promise<StoredRepository | undefined> {
  const row = await step("repositories.find", () =>
    db.selectFrom("repositories").selectAll().where("id", "=", id).executeTakeFirst(),
  );
  return row && storedRepository(row);
}

/** @param name `owner/name`, in any case; of several that were called so, the one that was seen last */
export async function findRepositoryNamed(db: Db, name: string): Promise<StoredRepository | undefined> {
  const row = await step("repositories.find named", () =>
    db
      .selectFrom("repositories")
      .selectAll()
      .where((at) => at(at.fn<string>("lower", ["name"]), "=", name.toLowerCase()))
      .orderBy("seen_at", "desc")
      .limit(1)
      .executeTakeFirst(),
  );
  return row && storedRepository(row);
}

function columnsOf({ name, defaultBranch, isArchived }: Repository) {
  return { name, default_branch: defaultBranch, is_archived: isArchived };
}

export function storedRepository(row: Selectable<RepositoryTable>): StoredRepository {
  const { id, name, default_branch, is_archived, is_reachable } = row;
  return { id, name, defaultBranch: default_branch, isArchived: is_archived, isReachable: is_reachable };
}

import { NOW } from "./lease.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** A commit that the suite made: a push of it is forwarded, and no person's is taken for it. */
export interface OwnCommit {
  /** `owner/name`, in any case. */
  readonly repository: string;
  /** 40 hex. */
  readonly sha: string;
  /** Null for one of the Actions writer that no request was made of. */
  readonly requestId: string | null;
  /** `ledger`: it wrote the database; `target`: only a target's own file. */
  readonly role: "ledger" | "target";
}

/** Remembers a commit of ours; one that is known stays as it is. */
export async function recordOwnCommit(
  db: Db,
  { repository, sha, requestId, role }: OwnCommit,
): Promise<void> {
  await step("own commits.record", () =>
    db
      .insertInto("own_commits")
      .values({ repository: repository.toLowerCase(), sha, request_id: requestId, role, recorded_at: NOW })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

/** @returns undefined for a commit that is not known as ours; after a crash, its trailer may still say that it is */
export async function findOwnCommit(
  db: Db,
  { repository, sha }: Pick<OwnCommit, "repository" | "sha">,
): Promise<OwnCommit | undefined> {
  const row = await step("own commits.find", () =>
    db
      .selectFrom("own_commits")
      .selectAll()
      .where("repository", "=", repository.toLowerCase())
      .where("sha", "=", sha)
      .executeTakeFirst(),
  );
  return row && { repository: row.repository, sha: row.sha, requestId: row.request_id, role: row.role };
}

import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** A commit as a push has told of it. */
export interface PushedCommit {
  /** 40 hex. */
  readonly sha: string;
  /** The first line of its message. */
  readonly subject: string;
  /** A login; the name in the commit where GitHub knows no account. */
  readonly author: string;
  /** ISO 8601. */
  readonly committedAt: string | undefined;
}

/** Remembers commits; a stub gets what it lacked. */
export async function recordCommits(
  db: Db,
  repositoryId: number,
  commits: readonly PushedCommit[],
): Promise<void> {
  if (commits.length === 0) return;
  const rows = commits.map(({ sha, subject, author, committedAt }) => ({
    repository_id: repositoryId,
    sha,
    subject,
    author,
    committed_at: committedAt ?? null,
  }));
  await step("commits.record", () =>
    db
      .insertInto("commits")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["repository_id", "sha"]).doUpdateSet((row) => ({
          subject: row.ref("excluded.subject"),
          author: row.ref("excluded.author"),
          committed_at: row.ref("excluded.committed_at"),
        })),
      )
      .execute(),
  );
}

/** Remembers that there is a commit of which nothing else is known yet. */
export async function recordStub(db: Db, repositoryId: number, sha: string): Promise<void> {
  await step("commits.record stub", () =>
    db
      .insertInto("commits")
      .values({ repository_id: repositoryId, sha, subject: null, author: null, committed_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

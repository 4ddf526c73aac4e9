import type { ExpressionBuilder } from "kysely";
import { fromNow } from "./lease.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";
import type { Tables } from "./tables.ts";

/** How many rows went. */
export interface Pruned {
  readonly builds: number;
  readonly commits: number;
  readonly pushes: number;
  readonly branches: number;
  readonly fluxEvents: number;
}

/**
 * Removes what webhooks have told so long ago that no decision needs it any more. A build decides while its commit is a
 * branch's head, or may become one again by a webhook that comes late; a commit goes with its builds. Pushes say which
 * commit came before which, and GitHub says so as well, for those that are gone. A deleted branch is remembered while
 * a push of it may still come.
 * @param olderThanMs longer than GitHub delivers anything again
 */
export async function pruneTold(db: Db, olderThanMs: number): Promise<Pruned> {
  const builds = await step("prune.builds", () =>
    db
      .deleteFrom("builds")
      .where("told_at", "<=", fromNow(-olderThanMs))
      .where(isNoHead("builds"))
      .executeTakeFirst(),
  );
  const commits = await step("prune.commits", () =>
    db
      .deleteFrom("commits")
      .where("told_at", "<=", fromNow(-olderThanMs))
      .where(isNoHead("commits"))
      .where((at) =>
        at.not(
          at.exists(
            at
              .selectFrom("builds")
              .select("builds.number")
              .whereRef("builds.repository_id", "=", "commits.repository_id")
              .whereRef("builds.sha", "=", "commits.sha"),
          ),
        ),
      )
      .executeTakeFirst(),
  );
  const pushes = await step("prune.pushes", () =>
    db.deleteFrom("pushes").where("told_at", "<=", fromNow(-olderThanMs)).executeTakeFirst(),
  );
  const branches = await step("prune.branches", () =>
    db
      .deleteFrom("branches")
      .where("head", "is", null)
      .where("told_at", "<=", fromNow(-olderThanMs))
      .where((at) =>
        at.not(
          at.exists(
            at
              .selectFrom("pushes")
              .select("pushes.after")
              .whereRef("pushes.repository_id", "=", "branches.repository_id")
              .whereRef("pushes.branch", "=", "branches.name"),
          ),
        ),
      )
      .executeTakeFirst(),
  );
  const fluxEvents = await step("prune.flux events", () =>
    db.deleteFrom("flux_events").where("received_at", "<=", fromNow(-olderThanMs)).executeTakeFirst(),
  );
  return {
    builds: Number(builds.numDeletedRows),
    commits: Number(commits.numDeletedRows),
    pushes: Number(pushes.numDeletedRows),
    branches: Number(branches.numDeletedRows),
    fluxEvents: Number(fluxEvents.numDeletedRows),
  };
}

/** Whether no branch is at the commit that a row is about. */
function isNoHead(table: "builds" | "commits") {
  return (at: ExpressionBuilder<Tables, typeof table>) =>
    at.not(
      at.exists(
        at
          .selectFrom("branches")
          .select("branches.name")
          .whereRef("branches.repository_id", "=", `${table}.repository_id`)
          .whereRef("branches.head", "=", `${table}.sha`),
      ),
    );
}

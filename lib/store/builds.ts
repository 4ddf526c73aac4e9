import { sql, type Selectable } from "kysely";
import type { KnownBuild } from "../deploys/counted-builds.ts";
import { recordStub } from "./commits.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";
import type { BuildTable } from "./tables.ts";

/** A build goes only forward: an event that comes late says less than what is known. */
const RANKS = sql`case builds.state when 'queued' then 0 when 'running' then 1 else 2 end
  < case excluded.state when 'queued' then 0 when 'running' then 1 else 2 end`;

/**
 * Notes how far a build is; of a commit that no push has told of yet, a stub is kept.
 * @returns whether it says more than what was known
 */
export async function recordBuild(db: Db, repositoryId: number, build: KnownBuild): Promise<boolean> {
  await recordStub(db, repositoryId, build.sha);
  const { source, number, attempt, sha, name, event, state } = build;
  const branch = build.branch ?? null;
  const conclusion = build.conclusion ?? null;
  const written = await step("builds.record", () =>
    db
      .insertInto("builds")
      .values({
        repository_id: repositoryId,
        source,
        number,
        attempt,
        sha,
        branch,
        name,
        event,
        state,
        conclusion,
      })
      .onConflict((conflict) =>
        conflict
          .columns(["repository_id", "source", "number", "attempt"])
          .doUpdateSet({ state, conclusion })
          .where(sql<boolean>`${RANKS}`),
      )
      .returning("number")
      .executeTakeFirst(),
  );
  return written !== undefined;
}

/** All builds of a commit, the newest first. */
export async function buildsOf(db: Db, repositoryId: number, sha: string): Promise<readonly KnownBuild[]> {
  const rows = await step("builds.list", () =>
    db
      .selectFrom("builds")
      .selectAll()
      .where("repository_id", "=", repositoryId)
      .where("sha", "=", sha)
      .orderBy("number", "desc")
      .orderBy("attempt", "desc")
      .execute(),
  );
  return rows.map(knownBuild);
}

export function knownBuild(row: Selectable<BuildTable>): KnownBuild {
  const { source, number, attempt, sha, branch, name, event, state, conclusion } = row;
  return {
    source,
    number,
    attempt,
    sha,
    branch: branch ?? undefined,
    name,
    event,
    state,
    conclusion: conclusion ?? undefined,
  };
}

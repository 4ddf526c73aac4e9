import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import type { Db } from "../../../lib/store/store.ts";
import { findSync } from "../../../lib/store/syncs.ts";
import { emptyStore } from "../../../lib/store/testing/empty-store.ts";
import { happen } from "../testing/happenings/happen.ts";
import { startReplayWorld, type ReplayWorld } from "../testing/replay-world.ts";
import { workedOn } from "../testing/replay.ts";
import { begin } from "./begin.ts";

const REPOSITORIES = ["acme/one", "acme/two"];
const ACTS = 60;

let world: ReplayWorld;
beforeAll(async () => {
  world = await startReplayWorld([await emptyStore(), await emptyStore()], REPOSITORIES);
});
afterAll(() => world.stop());

function without(row: object, name: string): object {
  return Object.fromEntries(Object.entries(row).filter(([column]) => column !== name));
}

/** What decisions go by, without what only those know who heard of it: old commits, branches that are gone, and earlier attempts. */
async function known(db: Db) {
  const branches = await db.selectFrom("branches").selectAll().where("head", "is not", null).execute();
  const heads = new Set(branches.map(({ repository_id, head }) => `${repository_id} ${head}`));
  const isHead = (row: { readonly repository_id: number; readonly sha: string }): boolean =>
    heads.has(`${row.repository_id} ${row.sha}`);
  const builds = await db
    .selectFrom("builds")
    .selectAll()
    .distinctOn(["repository_id", "number"])
    .where("source", "=", "run")
    .orderBy("repository_id")
    .orderBy("number")
    .orderBy("attempt", "desc")
    .execute();
  const sorted = (rows: readonly object[]): readonly string[] =>
    rows.map((row) => JSON.stringify(row)).toSorted();
  return {
    repositories: sorted(
      (await db.selectFrom("repositories").selectAll().execute()).map((row) => without(row, "seen_at")),
    ),
    branches: sorted(branches.map((row) => without(row, "told_at"))),
    commits: sorted(
      (await db.selectFrom("commits").selectAll().execute())
        .filter(isHead)
        .map((row) => without(row, "told_at")),
    ),
    runs: sorted(
      builds.filter(isHead).map(({ repository_id, number, sha, name, state, conclusion }) => ({
        repository_id,
        number,
        sha,
        name,
        state,
        conclusion,
      })),
    ),
    configs: sorted(await db.selectFrom("deploy_configs").selectAll().execute()),
    previews: sorted(
      await db
        .selectFrom("previews")
        .select(["repository_id", "config", "channel", "branch", "sha", "is_gone"])
        .execute(),
    ),
  };
}

function mapped<T extends object, Value>(tables: T, of: (rows: T[keyof T]) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, of(rows)]));
}

test("an empty database learns by a sync what webhooks have told, and deploys nothing of it", async () => {
  const { github, tick, second, stores } = world;
  const [told, { db }] = stores;
  // The release repository is heard of with its first event, and found by a sync in any case.
  const repositories = [...REPOSITORIES];
  await happen(github, { repositories, acts: ACTS, seed: 1, tick, settle: () => github.webhooksSettled() });
  await workedOn(told.db);
  const { sync } = await begin(second.server.world, { askedBy: "alice", isDryRun: false, confirmed: [] });
  const ended = await eventually(
    async () => ((await findSync(db, sync.id))?.endedAt === undefined ? undefined : findSync(db, sync.id)),
    () => "the sync does not end",
  );
  expect(ended?.state).toBe("done");
  const [heard, found] = [await known(told.db), await known(db)];
  const releases = github.repository("acme/releases").id;
  const others = (rows: readonly string[]): readonly string[] =>
    rows.filter((row) => !row.includes(String(releases)));
  expect(mapped(found, others)).toEqual(mapped(heard, others));
  for (const [table, rows] of Object.entries(without(heard, "previews")))
    expect({ table, rows }).not.toEqual({ table, rows: [] });
  expect(await listRequests(db, { limit: 5 })).toEqual([]);
});

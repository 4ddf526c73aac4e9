import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { KnownBuild } from "../deploys/counted-builds.ts";
import type { FluxNotification } from "../deploys/flux/notification.ts";
import { NO_COMMIT } from "../deploys/order.ts";
import { pushBranch } from "./branches.ts";
import { recordBuild } from "./builds.ts";
import { recordCommits } from "./commits.ts";
import { recordFluxEvent } from "./flux-events.ts";
import { pruneTold } from "./prune.ts";
import { seeRepository } from "./repositories.ts";
import type { Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";

const sha = (digit: string): string => digit.repeat(40);
const [OLD, HEAD, NEW, GONE] = [sha("a"), sha("b"), sha("c"), sha("d")];
const DAY = 24 * 3_600_000;
const build = (number: number, of: string): KnownBuild => ({
  source: "run",
  number,
  attempt: 1,
  sha: of,
  branch: "main",
  name: ".github/workflows/build.yml",
  event: "push",
  state: "completed",
  conclusion: "success",
});

const fluxEvent = (name: string): FluxNotification => ({
  object: { kind: "HelmRelease", namespace: "apps", name },
  severity: "info",
  reason: "UpgradeSucceeded",
  message: "",
  revision: "1.4.2",
  digest: undefined,
  at: "2026-11-30T14:00:00Z",
});

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("on $name", ({ open }) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = (await open()).store);
    for (const id of [1, 2]) {
      await seeRepository(db, { id, name: `acme/r${id}`, defaultBranch: "main", isArchived: false });
      for (const [before, after] of [
        [NO_COMMIT, OLD],
        [OLD, HEAD],
      ] as const) {
        await pushBranch(db, { repositoryId: id, branch: "main" }, { before, after, forced: false });
      }
      await pushBranch(
        db,
        { repositoryId: id, branch: "x" },
        { before: NO_COMMIT, after: GONE, forced: false },
      );
      await pushBranch(
        db,
        { repositoryId: id, branch: "x" },
        { before: GONE, after: NO_COMMIT, forced: false },
      );
      const commits = [OLD, HEAD, GONE].map((one) => ({
        sha: one,
        subject: "A change",
        author: "alice",
        committedAt: undefined,
      }));
      await recordCommits(db, id, commits);
      for (const [index, one] of [OLD, HEAD].entries()) await recordBuild(db, id, build(index + 1, one));
    }
    // All of it is of 31 days ago, but for what repository 2 was told of one commit.
    for (const table of ["builds", "commits", "pushes", "branches"]) {
      await sql`update ${sql.table(table)} set told_at = now() - interval '31 days'`.execute(db);
    }
    for (const name of ["my-app", "web"]) await recordFluxEvent(db, "prod", fluxEvent(name));
    await sql`update flux_events set received_at = now() - interval '31 days' where name = 'web'`.execute(db);
    await recordBuild(db, 2, build(3, OLD));
    await recordBuild(db, 2, build(4, NEW));
  });

  test("what is younger, and what is of a branch's head, stays", async () => {
    expect(await pruneTold(db, 32 * DAY)).toEqual({
      builds: 0,
      commits: 0,
      pushes: 0,
      branches: 0,
      fluxEvents: 0,
    });
    // Of repository 2, the old commit stays with its new build.
    expect(await pruneTold(db, 30 * DAY)).toEqual({
      builds: 2,
      commits: 3,
      pushes: 8,
      branches: 2,
      fluxEvents: 1,
    });
    const builds = await db
      .selectFrom("builds")
      .select(["repository_id", "number"])
      .orderBy("number")
      .execute();
    expect(builds.map(({ repository_id, number }) => `${repository_id}:${number}`).toSorted()).toEqual([
      "1:2",
      "2:2",
      "2:3",
      "2:4",
    ]);
    const commits = await db.selectFrom("commits").select(["repository_id", "sha"]).execute();
    expect(commits.map(({ repository_id, sha: of }) => `${repository_id}:${of[0]}`).toSorted()).toEqual([
      "1:b",
      "2:a",
      "2:b",
      "2:c",
    ]);
    const branches = await db.selectFrom("branches").select(["name", "head"]).execute();
    expect(branches).toEqual([1, 2].map(() => ({ name: "main", head: HEAD })));
  });
});

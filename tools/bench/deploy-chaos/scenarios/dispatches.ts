import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { committer } from "../../../../apps/deploy-server/testing/committer.ts";
import { readHistory, type HistoryCommit } from "../../chaos/history.ts";
import { brokenInvariants } from "../../chaos/invariants.ts";
import type { Delivery } from "../../chaos/plan.ts";
import { Sender } from "../../chaos/sender.ts";
import { dispatchId } from "../../dispatch.ts";
import { BUILT, BUILT_REPOSITORY } from "../built.ts";
import { brokenReports, useAllowanceUp } from "../reports.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";

/** Of all builds that were sent so far. */
let sent = 0;

/** Builds send what they have made: one is on its way to git while the next ones gather, of which only one can be written with it. */
export const sendDispatches: Scenario = {
  name: "builds send dispatches",
  play: async (world) => {
    const { github, shop, site } = world;
    const { gitDir } = github.repository(shop.releases);
    const start = (await github.tip(shop.releases)) ?? "";
    const sender = new Sender(github, site.front.url, shop.releases);
    const builds = [await newBuild(world), await newBuild(world), await newBuild(world)];
    await useAllowanceUp(world);
    const [arrived, gathered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const gate = (): Promise<void> => {
      arrived.resolve();
      return gathered.promise;
    };
    const fault = { kind: "delay", ms: 0, gate } as const;
    github.inject({ operation: "graphql:CommitOnBranch", fault, times: 1 });
    const [first, ...others] = builds.map((build, index) => async () => {
      if (index > 0) await arrived.promise;
      return sender.deliver(build);
    });
    if (first === undefined) throw new Error("there is no build");
    const answers = [first(), ...others.map((send) => send())];
    await arrived.promise;
    await untilTaken(world, builds);
    // Of the others, GitHub says that it refuses what it takes.
    const refused = { kind: "status-after", status: 422 } as const;
    github.inject({ operation: "graphql:CommitOnBranch", fault: refused, times: 2 });
    gathered.resolve();
    const told = await Promise.all(answers);
    // A server that was lost may have left one to the next play.
    github.clearFaults();
    const history = (await readHistory(gitDir, start)).map(onlyBuilt);
    const reported = told.map((one, index) => ({ ...one, sha: builds[index]?.sha ?? "" }));
    const broken = [
      ...sender.broken,
      ...brokenInvariants(history, builds, told),
      ...(await brokenReports(world, reported)),
    ];
    if (broken.length > 0) throw new Error(broken.join("; "));
    return [];
  },
};

async function newBuild({ github }: ChaosWorld): Promise<Delivery & { readonly sha: string }> {
  const index = (sent += 1);
  const image = `ghcr.io/acme/${BUILT}:build-${index}`;
  const sha = await committer(github, [BUILT_REPOSITORY])(BUILT_REPOSITORY, { "README.md": `${image}\n` });
  return { index, container: BUILT, channel: BUILT, image, sha, killAfterMs: undefined };
}

/** All of them are in the store: those that are not on their way wait. */
async function untilTaken({ store }: ChaosWorld, builds: readonly Delivery[]): Promise<void> {
  const ids = builds.map(({ index }) => dispatchId(index));
  for (;;) {
    const { rows } = await sql<{ taken: number }>`
      select cast(count(*) as int) as taken from dispatches where id in (${sql.join(ids)})`.execute(store.db);
    if (rows[0]?.taken === ids.length) return;
    await sleep(50);
  }
}

/** The ledger has others' releases, too. */
function onlyBuilt(commit: HistoryCommit): HistoryCommit {
  const database: { readonly releases: readonly { readonly container: string }[] } = JSON.parse(
    commit.database,
  );
  const releases = database.releases.filter(({ container }) => container === BUILT);
  return { ...commit, database: JSON.stringify({ ...database, releases }) };
}

import assert from "node:assert/strict";
import { runGit } from "@release-channels/sandbox";
import { LIVE, press, requestOf, WAITS } from "../../deploys/people.ts";
import {
  commitsOf,
  expectOneOfEach,
  githubShows,
  statusOf,
  untilGitHubShows,
  untilLost,
  untilPodsRun,
} from "../deploys/looks.ts";
import { withShop, type ShopWorld } from "../deploys/with-shop.ts";
import { commandsOf, runCommands } from "../guide.ts";
import type { Scenario } from "../scenario.ts";

/** A server that is lost there leaves a request that is committed and not asked for. */
const BEFORE_THE_SYNC = { step: "sync.request", when: "before" } as const;

export const deployServerRestored: Scenario = {
  name: "deploy-server-restored",
  shows:
    "a backup from the middle of a deploy is restored by the guide's commands after that deploy and another one: nothing is deployed twice, nothing goes back, and people see what became of it",
  run: (world) =>
    withShop(world, { name: "shop-restored" }, async (shop) => {
      const { site, says } = shop;
      const one = await shop.build("one");
      const first = await shop.deploy(WAITS);
      await site.replicas[0]?.stop();
      const dying = await site.start([BEFORE_THE_SYNC]);
      await press(site, site.bob, { message: first, action: "ship" });
      await untilLost(world, dying);
      await runGuide(shop, "back up");

      const second = await site.start();
      await says(first, LIVE);
      await expectOneOfEach(shop, first);
      await untilGitHubShows(shop, one, "success");
      const two = await shop.build("two");
      const another = await shop.ship();
      await says(another, LIVE);
      const commit = await expectOneOfEach(shop, another);
      await shop.build("three", "feature");
      const waiting = await shop.deploy(WAITS, "feature");
      const before = await facts(shop);

      await second.stop();
      await runGuide(shop, "restore");
      await site.start();
      await says(
        first,
        `Argo CD has synced ${commit.slice(0, 7)} since, a later commit with another release`,
      );
      assert.deepEqual(await facts(shop), before);
      assert.equal((await commitsOf(shop, requestOf(first))).length, 1);
      await untilPodsRun(shop, two);
      assert.deepEqual(githubShows(shop, two).statuses, ["pending", "success"]);

      // What was asked after the backup is unknown: it only refuses.
      await press(site, site.bob, { message: waiting, action: "ship" });
      await site.slack.waitFor(
        ({ onlyFor, text }) => onlyFor === site.bob.id && text.includes("not known here any more: ask again"),
        "bob is told that it is not known any more",
      );
      assert.deepEqual(await facts(shop), before);

      const four = await shop.build("four");
      const anew = await shop.ship();
      await says(anew, LIVE);
      await expectOneOfEach(shop, anew);
      await untilPodsRun(shop, four);
    }),
};

/** What a deploy would change: the commits that name a request, and the revisions that were synced. */
async function facts({ world, shop }: ShopWorld): Promise<object> {
  const { gitDir } = world.hub.github.repository(shop.releases);
  const commits = await runGit(gitDir, "log", "main", "--format=%H", "--grep=^Deploy-Request:");
  const { history = [] } = await statusOf(world, shop);
  return { commits: commits.trim().split("\n"), synced: history.map(({ revision }) => revision) };
}

/** Runs commands of the guide that need the database, whose address they find as the guide says. */
async function runGuide({ world, databaseUrl }: ShopWorld, mark: string): Promise<void> {
  const { hostname, port, username, pathname } = new URL(databaseUrl);
  const env = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGDATABASE: pathname.slice(1) };
  await runCommands(world, commandsOf(mark), { cwd: world.processes.folder, env });
}

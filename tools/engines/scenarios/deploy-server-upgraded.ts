import assert from "node:assert/strict";
import { join } from "node:path";
import { LIVE, press, WAITS } from "../../deploys/people.ts";
import { expectOneOfEach, untilGitHubShows, untilPodsRun } from "../deploys/looks.ts";
import { makeNextVersion, NEXT_MIGRATION } from "../deploys/next-version.ts";
import { withShop } from "../deploys/with-shop.ts";
import { run } from "../run.ts";
import type { Scenario } from "../scenario.ts";

export const deployServerUpgraded: Scenario = {
  name: "deploy-server-upgraded",
  shows:
    "a new version with a migration takes over in the middle of a deploy, after the old one went on beside it and came back once",
  run: (world) =>
    withShop(world, { name: "shop-upgraded" }, async (shop) => {
      const { site, says, databaseUrl } = shop;
      const next = makeNextVersion(join(world.processes.folder, "next-version"));
      const query = (sql: string): Promise<string> =>
        run("psql", [databaseUrl, "--no-psqlrc", "--tuples-only", "--no-align", "--command", sql]);
      const isApplied = async (): Promise<boolean> =>
        (await query(`select 1 from migrations where name = '${NEXT_MIGRATION}'`)).trim() === "1";

      const built = await shop.build("one");
      const preview = await shop.deploy(WAITS);
      assert.equal(await isApplied(), false);
      // The new version is ready beside the old one, and goes again, as when a rollout is taken back.
      const [old] = site.replicas;
      const tried = await site.start([], next);
      assert.equal(await isApplied(), true);
      assert.equal(await tried.terminate(), 0);
      assert.equal(old?.isRunning(), true);
      assert.equal(await old?.terminate(), 0);
      const back = await site.start();

      // The old one, with the new layout, does the first half of the deploy.
      await press(site, site.bob, { message: preview, action: "ship" });
      await says(preview, /committed [0-9a-f]{7} ✓/);
      const upgraded = await site.start([], next);
      assert.equal(await back.terminate(), 0);
      await says(preview, LIVE);
      await expectOneOfEach(shop, preview);
      await untilPodsRun(shop, built);
      await untilGitHubShows(shop, built, "success");

      const second = await shop.build("two");
      const later = await shop.ship();
      await says(later, LIVE);
      await expectOneOfEach(shop, later);
      await untilPodsRun(shop, second);
      assert.equal(upgraded.isRunning(), true);
      assert.equal(await query("select distinct urgency from requests"), "usual\n");
    }),
};

import assert from "node:assert/strict";
import { LIVE, requestOf, wordsOf } from "../../deploys/people.ts";
import { commitsOf, githubShows, operationOf, untilGitHubShows, untilPodsRun } from "../deploys/looks.ts";
import { withShop } from "../deploys/with-shop.ts";
import type { Scenario } from "../scenario.ts";
import { NOTHING } from "../shown.ts";

export const deployAutoSync: Scenario = {
  name: "deploy-auto-sync",
  shows:
    "an application that Argo CD syncs by itself is refused with the reason, or followed where the cluster says so",
  run: async (world) => {
    await withShop(world, { name: "shop-automatic", isAutomatic: true }, async (shop) => {
      const before = await world.hub.github.tip(shop.shop.releases);
      const built = await shop.build("one");
      const refused = await shop.deploy("Argo CD syncs shop-automatic by itself");
      assert.match(wordsOf(refused), /take automated out of its sync policy, or set auto_sync: follow/);
      assert.equal(await world.hub.github.tip(shop.shop.releases), before);
      assert.deepEqual(githubShows(shop, built), NOTHING);
    });
    await withShop(world, { name: "shop-followed", isAutomatic: true, autoSync: "follow" }, async (shop) => {
      const built = await shop.build("one");
      const message = await shop.ship();
      await shop.says(message, LIVE);
      await untilPodsRun(shop, built);
      const [commit, ...more] = await commitsOf(shop, requestOf(message));
      assert.deepEqual(more, []);
      // Argo CD did it, and nobody asked it to.
      const operation = await operationOf(world, shop.shop);
      assert.equal(operation.operation.initiatedBy?.automated, true);
      assert.equal(operation.syncResult?.revision, commit);
      await untilGitHubShows(shop, built, "success");
    });
  },
};

import assert from "node:assert/strict";
import { LIVE, press, requestOf, WAITS, wordsOf } from "../../deploys/people.ts";
import { applyProject, type NewSyncWindow } from "../deploys/argo-cd.ts";
import { commitsOf, expectOneOfEach, githubShows, untilGitHubShows, untilPodsRun } from "../deploys/looks.ts";
import { withShop } from "../deploys/with-shop.ts";
import type { Scenario } from "../scenario.ts";
import { NOTHING } from "../shown.ts";

const CLOSED: NewSyncWindow = {
  kind: "deny",
  schedule: "* * * * *",
  duration: "1h",
  applications: ["*"],
  manualSync: false,
};

export const deploySyncWindow: Scenario = {
  name: "deploy-sync-window",
  shows:
    "while a sync window is closed nothing is committed, also when it closes after the preview; then it ships",
  run: (world) =>
    withShop(world, { name: "shop-window" }, async (shop) => {
      const { site, says } = shop;
      await applyProject(world, shop.shop, { windows: [CLOSED] });
      const before = await world.hub.github.tip(shop.shop.releases);
      const built = await shop.build("one");
      const refused = await shop.deploy("a sync window of Argo CD is in the way");
      assert.match(wordsOf(refused), /rejected.*deny window \\"\* \* \* \* \*\\" for 1h/);
      assert.equal(await world.hub.github.tip(shop.shop.releases), before);
      assert.deepEqual(githubShows(shop, built), NOTHING);

      await applyProject(world, shop.shop);
      const message = await shop.ship();
      await says(message, LIVE);
      await expectOneOfEach(shop, message);
      await untilPodsRun(shop, built);

      // Between the preview and the confirmation it closes: what was confirmed is looked at again before it is written.
      const next = await shop.build("two");
      const preview = await shop.deploy(WAITS);
      await applyProject(world, shop.shop, { windows: [CLOSED] });
      await press(site, site.bob, { message: preview, action: "ship" });
      await says(preview, "a sync window of Argo CD is in the way");
      assert.deepEqual(await commitsOf(shop, requestOf(preview)), []);
      assert.deepEqual(githubShows(shop, next), NOTHING);
      await untilGitHubShows(shop, built, "success");
      await untilPodsRun(shop, built);
    }),
};

import assert from "node:assert/strict";
import { LIVE, press, WAITS } from "../../deploys/people.ts";
import { expectOneOfEach, untilGitHubShows, untilLost, untilPodsRun } from "../deploys/looks.ts";
import { withShop } from "../deploys/with-shop.ts";
import type { Scenario } from "../scenario.ts";

/** Where a server is lost, the next one taking over from it when the lease of its work is over. */
const COMMITTED = { step: "write.commit", when: "after" } as const;
const ASKED_FOR = { step: "sync.request", when: "after" } as const;

export const deployServerKilled: Scenario = {
  name: "deploy-server-killed",
  shows:
    "servers are killed after the commit and after the sync was asked for; others go on, with one commit and one sync",
  run: (world) =>
    withShop(world, { name: "shop-killed" }, async (shop) => {
      const { site, says } = shop;
      const built = await shop.build("one");
      const preview = await shop.deploy(WAITS);
      const [first] = site.replicas;
      await first?.stop();
      const second = await site.start([COMMITTED]);
      await press(site, site.alice, { message: preview, action: "ship" });
      await untilLost(world, second);
      const third = await site.start([ASKED_FOR]);
      await untilLost(world, third);
      await site.start();
      assert.deepEqual(
        site.replicas.map((replica) => replica.isRunning()),
        [false, false, false, true],
      );
      await says(preview, LIVE);
      await expectOneOfEach(shop, preview);
      await untilPodsRun(shop, built);
      await untilGitHubShows(shop, built, "success");
    }),
};

import assert from "node:assert/strict";
import { LIVE, press, requestOf, WAITS, wordsOf } from "../../deploys/people.ts";
import { CHART_FOLDER } from "../../deploys/shop.ts";
import { operationOf, untilGitHubShows, untilPodsRun } from "../deploys/looks.ts";
import { withShop } from "../deploys/with-shop.ts";
import type { Scenario } from "../scenario.ts";

/** Before it has ended nothing is synced, and it never ends: its pod runs, and is not one that is to be kept running. */
const ENDLESS_HOOK = `apiVersion: v1
kind: Pod
metadata:
  name: endless
  annotations: { argocd.argoproj.io/hook: PreSync }
spec:
  restartPolicy: Never
  containers: [{ name: endless, image: ghcr.io/acme/endless:1 }]
`;

export const deployBusy: Scenario = {
  name: "deploy-busy",
  shows:
    "another's operation keeps a deploy out, which says whose it is; it ends when somebody says so, and then the deploy runs",
  run: (world) =>
    withShop(world, { name: "shop-busy" }, async (shop) => {
      const { site, says } = shop;
      const { name, releases } = shop.shop;
      const built = await shop.build("one");
      const hook = { [`${CHART_FOLDER}/templates/endless.yaml`]: ENDLESS_HOOK };
      const stuck = await world.hub.commit(releases, "Wait for ever", hook, "stuck");
      const preview = await shop.deploy(WAITS);
      await world.argoCd.argocd(["app", "sync", name, "--revision", stuck, "--async"]);
      await world.until("the other's operation runs", async () =>
        (await operationOf(world, shop.shop)).phase === "Running" ? true : undefined,
      );
      await press(site, site.alice, { message: preview, action: "ship" });
      const busy = await says(preview, "an operation of admin runs on");
      assert.match(wordsOf(busy), new RegExp(`an operation of admin runs on ${name} since \\d{4}-`));
      await untilGitHubShows(shop, built, "failure");
      // It is the other's still: the server ends nothing but its own by itself.
      assert.equal((await operationOf(world, shop.shop)).phase, "Running");

      await press(site, site.bob, { message: busy, action: "terminate" });
      const operation = await world.until("the other's operation has ended", async () => {
        const now = await operationOf(world, shop.shop);
        return now.phase === "Failed" ? now : undefined;
      });
      assert.match(operation.message ?? "", /Operation terminated/i);

      const again = await shop.ship();
      assert.notEqual(requestOf(again), requestOf(preview));
      await says(again, LIVE);
      await untilPodsRun(shop, built);
      assert.equal((await operationOf(world, shop.shop)).phase, "Succeeded");
      await untilGitHubShows(shop, built, "failure", "success");
    }),
};

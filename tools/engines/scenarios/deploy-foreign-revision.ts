import assert from "node:assert/strict";
import { runGit } from "@release-channels/sandbox";
import { requestOf, wordsOf } from "../../deploys/people.ts";
import { VALUES_FILE } from "../../deploys/shop.ts";
import { commitsOf, operationOf, untilGitHubShows } from "../deploys/looks.ts";
import { withShop } from "../deploys/with-shop.ts";
import type { Scenario } from "../scenario.ts";

export const deployForeignRevision: Scenario = {
  name: "deploy-foreign-revision",
  shows:
    "where somebody else syncs another revision before a deploy is healthy, it has failed and says whose revision runs",
  run: (world) =>
    withShop(world, { name: "shop-foreign" }, async (shop) => {
      const { says } = shop;
      const { name, releases } = shop.shop;
      // What cannot be pulled is never healthy: there is time for somebody else.
      const built = await shop.build("one", "broken");
      const message = await shop.ship("broken");
      const syncing = await says(message, /Deployment\/shop-foreign is starting|progressing/);
      assert.match(wordsOf(syncing), /committed [0-9a-f]{7} ✓/);
      const [commit = ""] = await commitsOf(shop, requestOf(message));
      const values = await runGit(
        world.hub.github.repository(releases).gitDir,
        "show",
        `${commit}^:${VALUES_FILE}`,
      );
      const theirs = await world.hub.commit(releases, "Back to what ran", { [VALUES_FILE]: values });
      await world.argoCd.argocd(["app", "sync", name, "--revision", theirs]);
      const failed = await says(message, "and not the commit of this request");
      assert.match(wordsOf(failed), new RegExp(`admin synced ${theirs.slice(0, 7)} after it`));
      const operation = await operationOf(world, shop.shop);
      assert.equal(operation.syncResult?.revision, theirs);
      await untilGitHubShows(shop, built, "failure");
    }),
};

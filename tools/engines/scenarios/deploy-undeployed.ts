import assert from "node:assert/strict";
import { runGit, type SlackMessage } from "@release-channels/sandbox";
import { ask, LIVE, press, requestOf, UNDEPLOYED, WAITS, wordsOf } from "../../deploys/people.ts";
import { CHANNEL, CHART_FOLDER, DEPLOYMENT_FILE } from "../../deploys/shop.ts";
import { commitsOf, expectOneOfEach, operationOf, untilGitHubShows, untilPodsRun } from "../deploys/looks.ts";
import { configMap } from "../deploys/with-kubernetes.ts";
import { withShop, type ShopWorld } from "../deploys/with-shop.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "shop-undeployed";
const SETTINGS = "settings";

export const deployUndeployed: Scenario = {
  name: "deploy-undeployed",
  shows:
    "undeploy removes a file, and Argo CD deletes what it described and nothing else; the next deploy brings it back",
  run: (world) =>
    withShop(world, { name: NAME, undeploy: { remove: DEPLOYMENT_FILE } }, async (shop) => {
      const { site, says } = shop;
      const { releases } = shop.shop;
      const there = (kind: string, name: string) => world.kubernetes.get(kind, name, NAME);
      // What stays: it is in another file of the same chart.
      await world.hub.commit(releases, "Add settings", {
        [`${CHART_FOLDER}/templates/settings.yaml`]: JSON.stringify(configMap(SETTINGS, { colour: "red" })),
      });
      const first = await shop.build("one");
      await says(await shop.ship(), LIVE);
      await untilPodsRun(shop, first);
      assert.notEqual(await there("configmap", SETTINGS), undefined);

      const undeploy = await ask(site, site.alice, {
        command: `/deploy undeploy ${NAME} from ${CHANNEL}`,
        says: WAITS,
      });
      assert.match(wordsOf(undeploy), new RegExp(`${DEPLOYMENT_FILE} is removed`));
      assert.notEqual(await there("deployment", NAME), undefined);
      await press(site, site.bob, { message: undeploy, action: "ship" });
      await says(undeploy, UNDEPLOYED);
      assert.equal(await there("deployment", NAME), undefined);
      assert.notEqual(await there("configmap", SETTINGS), undefined);
      await expectOneOfEach(shop, undeploy);
      assert.equal((await operationOf(world, shop.shop)).operation.sync?.prune, true);
      assert.deepEqual(await filesOf(shop, undeploy), [`D\t${DEPLOYMENT_FILE}`, "M\tdb/db.json"]);

      const second = await shop.build("two");
      const again = await shop.deploy(WAITS);
      assert.match(wordsOf(again), new RegExp(`${DEPLOYMENT_FILE} comes back`));
      await press(site, site.bob, { message: again, action: "ship" });
      // What is not in the cluster differs by more than its version.
      const more = await says(again, `shows more than the version: Deployment/${NAME}`);
      await press(site, site.bob, { message: more, action: "ship" });
      await says(again, LIVE);
      await untilPodsRun(shop, second);
      await untilGitHubShows(shop, second, "success");
      assert.equal((await operationOf(world, shop.shop)).operation.sync?.prune, undefined);
      assert.deepEqual(await filesOf(shop, again), [
        `A\t${DEPLOYMENT_FILE}`,
        `M\t${CHART_FOLDER}/values.yaml`,
        "M\tdb/db.json",
      ]);
    }),
};

/** What the one commit of a request has done to files: `D\tchart/templates/deployment.yaml`. */
async function filesOf(shop: ShopWorld, message: SlackMessage): Promise<readonly string[]> {
  const [commit = ""] = await commitsOf(shop, requestOf(message));
  const { gitDir } = shop.world.hub.github.repository(shop.shop.releases);
  const printed = await runGit(gitDir, "diff", "--name-status", `${commit}^`, commit);
  return printed.trim().split("\n");
}

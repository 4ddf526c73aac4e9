import assert from "node:assert/strict";
import { LIVE, press, WAITS, wordsOf } from "../../deploys/people.ts";
import { CHART_FOLDER, VALUES_FILE } from "../../deploys/shop.ts";
import {
  expectOneOfEach,
  githubShows,
  operationOf,
  untilGitHubShows,
  untilPodsRun,
} from "../deploys/looks.ts";
import { withShop } from "../deploys/with-shop.ts";
import type { Scenario } from "../scenario.ts";
import { NOTHING } from "../shown.ts";

const CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { colour: red }\n";

export const deployFromSlack: Scenario = {
  name: "deploy-from-slack",
  shows:
    "a command in Slack becomes pods that run that commit's image by its digest, with what else it ships",
  run: (world) =>
    withShop(world, { name: "shop-from-slack" }, async (shop) => {
      const { site, says } = shop;
      const { github } = world.hub;
      const { releases, name } = shop.shop;
      const built = await shop.build("one");
      await world.hub.commit(releases, "Add settings", {
        [`${CHART_FOLDER}/templates/settings.yaml`]: CONFIG_MAP,
      });
      await world.hub.commit(releases, "Tell nothing new", { "docs/readme.md": "near miss\n" });
      const before = await github.tip(releases);

      const preview = await shop.deploy(WAITS);
      const words = wordsOf(preview);
      assert.match(words, /also ships 1 change that is not yours/);
      assert.match(words, /octocat: Add settings|Mona: Add settings/);
      assert.doesNotMatch(words, /Tell nothing new/);
      const tag = `main-${built.sha.slice(0, 7)}`;
      assert.ok(words.includes(`${VALUES_FILE} image.tag: main-0000000 → ${tag}`), words);
      // Until somebody confirms it, it is words.
      assert.equal(await github.tip(releases), before);
      assert.deepEqual(githubShows(shop, built), NOTHING);

      await press(site, site.alice, { message: preview, action: "ship" });
      const live = await says(preview, LIVE);
      await untilPodsRun(shop, built);
      const commit = await expectOneOfEach(shop, live);
      assert.equal(await github.tip(releases), commit);
      await untilGitHubShows(shop, built, "success");
      const operation = await operationOf(world, shop.shop);
      assert.equal(operation.phase, "Succeeded");
      // What else it shipped, too.
      const settings = await world.kubernetes.get<{ readonly data: object }>("configmap", "settings", name);
      assert.deepEqual(settings?.data, { colour: "red" });

      // The next one is compared with this one.
      const next = await shop.build("two");
      const second = await shop.ship();
      assert.ok(wordsOf(second).includes(`image.tag: ${tag} → main-${next.sha.slice(0, 7)}`));
      assert.doesNotMatch(wordsOf(second), /not yours/);
      await expectOneOfEach(shop, await says(second, LIVE));
      await untilPodsRun(shop, next);
    }),
};

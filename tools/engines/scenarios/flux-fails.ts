import assert from "node:assert/strict";
import { ask, LIVE, press, requestOf, WAITS, wordsOf } from "../../deploys/people.ts";
import { CHANNEL } from "../../deploys/shop.ts";
import { IMAGE_FILE } from "../deploys/flux-files.ts";
import {
  appliedVersion,
  askForChart,
  conditionText,
  fluxObject,
  ledgerOf,
  shipChart,
} from "../deploys/flux-looks.ts";
import { withFlux } from "../deploys/with-flux.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "shop-fails";

export const fluxFails: Scenario = {
  name: "flux-fails",
  shows:
    "a version that the registry lacks is refused before anything is written; one that Flux cannot build fails with Flux's words, and what ran goes on",
  run: (world) =>
    withFlux(world, NAME, async (site) => {
      const { says, shop, chart } = site;
      const { github } = world.hub;
      const before = await github.tip(shop.releases);

      const refused = wordsOf(await askForChart(site, "1.4.3", "✗ rejected: "));
      assert.ok(
        refused.includes(`there is no version 1.4.3 of ${chart}; did you mean 1.4.1? The newest are 1.4.1`),
        refused,
      );
      assert.equal(await github.tip(shop.releases), before);

      const digest = await site.push("1.5.0", "kind: [ConfigMap\n");
      const message = await shipChart(site, "1.5.0");
      const failed = wordsOf(await says(message, "✗ failed: "));
      assert.match(
        failed,
        /lab: Kustomization\/shop-fails\/content cannot apply 1\.5\.0: .*(?:yaml|YAML|version\.yaml)/,
      );
      const source = await fluxObject(site, "OCIRepository", "chart");
      assert.equal(source.status.artifact?.revision, `1.5.0@${digest}`);
      const content = await fluxObject(site, "Kustomization", "content");
      assert.match(conditionText(content, "Ready"), /^False BuildFailed /);
      assert.equal(content.status.lastAttemptedRevision, `1.5.0@${digest}`);
      assert.equal(await appliedVersion(site), "1.4.1");
      const { charts } = await ledgerOf(site);
      assert.deepEqual(
        charts.map((one) => [one["version"], one["dispatch_id"]]),
        [["1.5.0", requestOf(message)]],
      );

      // Back to what can be built.
      const back = await ask(site.site, site.site.alice, {
        command: `/deploy ${NAME}-chart 1.4.1 to ${CHANNEL} downgrade`,
        says: WAITS,
      });
      await press(site.site, site.site.bob, { message: back, action: "ship" });
      await says(back, LIVE);
      const mended = await fluxObject(site, "Kustomization", "content");
      assert.match(conditionText(mended, "Ready"), /^True ReconciliationSucceeded /);
      assert.equal(await appliedVersion(site), "1.4.1");

      // A person's commit that comes along, and that Flux cannot build.
      const built = await site.build("one");
      await world.hub.commit(shop.releases, "Add what is not there", {
        [IMAGE_FILE]: (await site.read(IMAGE_FILE)).replace(
          "[deployment.yaml]",
          "[deployment.yaml, service.yaml]",
        ),
      });
      const preview = await site.deploy(WAITS);
      assert.match(wordsOf(preview), /also ships 1 change that is not yours/);
      await press(site.site, site.site.bob, { message: preview, action: "ship" });
      const broken = wordsOf(await says(preview, "✗ failed: "));
      assert.match(broken, /lab: Flux cannot apply [0-9a-f]{7}: kustomize build failed: .*service\.yaml/);
      const app = await fluxObject(site, "Kustomization", "app");
      assert.match(conditionText(app, "Ready"), /^False BuildFailed /);
      const tip = await github.tip(shop.releases);
      assert.equal(app.status.lastAttemptedRevision, `main@sha1:${tip}`);
      assert.notEqual(app.status.lastAppliedRevision, `main@sha1:${tip}`);
      assert.ok((await site.read(IMAGE_FILE)).includes(`main-${built.sha.slice(0, 7)}`));
    }),
};

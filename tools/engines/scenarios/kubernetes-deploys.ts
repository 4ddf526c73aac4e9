import assert from "node:assert/strict";
import { ask, LIVE, press, UNDEPLOYED, WAITS, wordsOf } from "../../deploys/people.ts";
import { CHANNEL } from "../../deploys/shop.ts";
import { untilGitHubShows, untilPodsRun } from "../deploys/looks.ts";
import {
  conditionText,
  configMap,
  deployConfigOf,
  deployment,
  sourceFiles,
  withKubernetes,
} from "../deploys/with-kubernetes.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "kube-deploys";

export const kubernetesDeploys: Scenario = {
  name: "kubernetes-deploys",
  shows:
    "a command in Slack becomes pods without any other engine; what the specs name no more is deleted, and so is all by undeploy",
  run: (world) =>
    withKubernetes(world, { name: NAME }, async (site) => {
      const { kubernetes } = world;
      const { says, shop } = site;
      const settings = configMap("settings", { colour: "red" });
      const files = sourceFiles(shop, { deployment: deployment(shop), settings });
      const built = await site.build("one", "main", files);

      // What nobody has asked for is known, and nothing of it is applied.
      const virtual = await world.until("the config is known in the cluster", async () => {
        const found = await deployConfigOf(site);
        return conditionText(found, "Ready").startsWith("True Undeployed") ? found : undefined;
      });
      assert.deepEqual(virtual.spec, {
        config: NAME,
        channel: CHANNEL,
        repository: shop.source,
        path: `.deploy/${NAME}.yaml`,
      });
      assert.equal(await kubernetes.get("deployment", NAME, NAME), undefined);

      const preview = await site.deploy(WAITS);
      assert.match(wordsOf(preview), /new here/);
      assert.equal(await kubernetes.get("deployment", NAME, NAME), undefined);
      await press(site.site, site.site.bob, { message: preview, action: "ship" });
      await says(preview, LIVE);
      await untilPodsRun(site, built);
      await untilGitHubShows(site, built, "success");
      const deployed = await deployConfigOf(site);
      assert.equal(deployed?.spec["configSha"], built.sha);
      assert.equal(deployed.spec["artifactSha"], built.sha);
      assert.equal(`${deployed.spec["image"]}@${deployed.spec["digest"]}`, built.image);
      assert.match(conditionText(deployed, "Applied"), /^True Applied /);
      assert.match(conditionText(deployed, "Drifted"), /^False AsApplied /);

      // The next one names the settings no more, and there is a near miss that is nobody's.
      await kubernetes.kubectl(
        ["create", "--namespace", NAME, "--filename", "-"],
        JSON.stringify(configMap("settings-2", { colour: "blue" })),
      );
      const next = await site.build("two", "main", {
        ...sourceFiles(shop, { deployment: deployment(shop, { replicas: 3 }) }),
        "k8s/settings.yaml": "# Nothing to set any more.\n",
      });
      const second = await site.deploy(WAITS);
      assert.match(
        wordsOf(second),
        /shows more than the version: Deployment\/kube-deploys, ConfigMap\/settings \(deleted\)/,
      );
      await press(site.site, site.site.bob, { message: second, action: "ship" });
      await says(second, LIVE);
      await untilPodsRun(site, next, 3);
      assert.equal(await kubernetes.get("configmap", "settings", NAME), undefined);
      assert.notEqual(await kubernetes.get("configmap", "settings-2", NAME), undefined);

      const undeploy = await ask(site.site, site.site.alice, {
        command: `/deploy undeploy ${NAME} from ${CHANNEL}`,
        says: WAITS,
      });
      await press(site.site, site.site.bob, { message: undeploy, action: "ship" });
      await says(undeploy, UNDEPLOYED);
      assert.equal(await kubernetes.get("deployment", NAME, NAME), undefined);
      assert.notEqual(await kubernetes.get("configmap", "settings-2", NAME), undefined);
      const gone = await deployConfigOf(site);
      assert.equal(gone?.spec["configSha"], undefined);
      assert.equal(gone?.spec["digest"], undefined);
      assert.match(conditionText(gone, "Ready"), /^True Undeployed /);
    }),
};

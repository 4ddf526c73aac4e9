import assert from "node:assert/strict";
import { LIVE, press, requestOf, WAITS } from "../../deploys/people.ts";
import { commitsOf, untilGitHubShows, untilLost, untilPodsRun } from "../deploys/looks.ts";
import {
  conditionText,
  configMap,
  deployConfigOf,
  deployment,
  sourceFiles,
  withKubernetes,
} from "../deploys/with-kubernetes.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "kube-killed";

export const kubernetesKilled: Scenario = {
  name: "kubernetes-killed",
  shows:
    "servers are killed after they have said what should run, and after they have applied a part of it; another one finishes",
  run: (world) =>
    withKubernetes(world, { name: NAME }, async (site) => {
      const { shop } = site;
      const { site: servers } = site;
      const settings = configMap("settings", { colour: "red" });
      const built = await site.build(
        "one",
        "main",
        sourceFiles(shop, { deployment: deployment(shop), settings }),
      );
      await world.until("the config is known in the cluster", async () =>
        conditionText(await deployConfigOf(site), "Ready").startsWith("True Undeployed") ? true : undefined,
      );
      const preview = await site.deploy(WAITS);
      const [first] = servers.replicas;
      await first?.stop();
      const second = await servers.start([{ step: "kubernetes.write spec", when: "after" }]);
      await press(servers, servers.alice, { message: preview, action: "ship" });
      await untilLost(world, second);
      const told = await deployConfigOf(site);
      assert.equal(told?.spec["request"], requestOf(preview));
      assert.equal(await world.kubernetes.get("configmap", "settings", NAME), undefined);

      const third = await servers.start([{ step: "kubernetes.apply", when: "after" }]);
      await untilLost(world, third);
      assert.notEqual(await world.kubernetes.get("configmap", "settings", NAME), undefined);
      assert.equal(await world.kubernetes.get("deployment", NAME, NAME), undefined);

      await servers.start();
      assert.deepEqual(
        servers.replicas.map((replica) => replica.isRunning()),
        [false, false, false, true],
      );
      await site.says(preview, LIVE);
      await untilPodsRun(site, built);
      await untilGitHubShows(site, built, "success");
      assert.equal((await commitsOf(site, requestOf(preview))).length, 1);
    }),
};

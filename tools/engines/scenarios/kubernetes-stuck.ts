import assert from "node:assert/strict";
import { LIVE, wordsOf } from "../../deploys/people.ts";
import { untilGitHubShows, untilPodsRun } from "../deploys/looks.ts";
import {
  conditionText,
  deployConfigOf,
  deployment,
  sourceFiles,
  withKubernetes,
} from "../deploys/with-kubernetes.ts";
import type { Scenario } from "../scenario.ts";

/** Images that are called so cannot be pulled here. */
const NAME = "kube-broken";

export const kubernetesStuck: Scenario = {
  name: "kubernetes-stuck",
  shows:
    "a rollout that never gets ready is told with what keeps its pods, and ends by its deadline or the target's",
  run: (world) =>
    withKubernetes(world, { name: NAME, timeout: "20s" }, async (site) => {
      const { shop } = site;
      const patient = await site.build("one", "main", sourceFiles(shop, { deployment: deployment(shop) }));
      const late = await site.says(await site.ship(), "timed out");
      assert.match(
        wordsOf(late),
        /lab says: Deployment\/kube-broken 0 of 2 pods ready: ImagePullBackOff in kube-broken-\S+: Back-off pulling image/,
      );
      assert.match(conditionText(await deployConfigOf(site), "Ready"), /^False RollingOut /);

      const manifests = { deployment: deployment(shop, { progressDeadlineSeconds: 5 }) };
      const hasty = await site.build("two", "main", sourceFiles(shop, manifests));
      const failed = await site.says(
        await site.ship(),
        /failed: lab: Deployment\/kube-broken has not got ready/,
      );
      assert.match(wordsOf(failed), /ImagePullBackOff/);
      await untilGitHubShows(site, hasty, "failure");
      assert.match(conditionText(await deployConfigOf(site), "Ready"), /^False Degraded /);
      assert.notEqual(patient.image, hasty.image);

      // With no pods there is nothing that could be stuck.
      const none = await site.build(
        "three",
        "main",
        sourceFiles(shop, { deployment: deployment(shop, { replicas: 0 }) }),
      );
      await site.says(await site.ship(), LIVE);
      await untilPodsRun(site, none, 0);
    }),
};

import assert from "node:assert/strict";
import { LIVE, wordsOf } from "../../deploys/people.ts";
import { CHANNEL } from "../../deploys/shop.ts";
import { untilPodsRun } from "../deploys/looks.ts";
import { deployment, installDeployServer, sourceFiles, withKubernetes } from "../deploys/with-kubernetes.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "kube-crd";
const CRD = "customresourcedefinition/deployconfigs.release-channels.dev";

export const kubernetesCrd: Scenario = {
  name: "kubernetes-crd",
  shows:
    "an object of an older definition lives on when the chart is upgraded, and until then nothing is lost in silence",
  isOnRequest: true,
  run: (world) =>
    withKubernetes(world, { name: NAME }, async (site) => {
      const { kubernetes } = world;
      const { shop } = site;
      await world.until("the config is known in the cluster", () => uid(world));
      const before = await uid(world);
      // As if an earlier chart had brought it, which did not know of digests.
      const path = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";
      const older = [
        { op: "remove", path: `${path}/x-kubernetes-validations` },
        { op: "remove", path: `${path}/properties/digest` },
      ];
      await kubernetes.kubectl(["patch", CRD, "--type=json", "--patch", JSON.stringify(older)]);

      const built = await site.build("one", "main", sourceFiles(shop, { deployment: deployment(shop) }));
      const refused = await world.until("the older definition is in force", async () => {
        const words = wordsOf(await site.deploy("kube-crd → prod"));
        return words.includes("unknown field") ? words : undefined;
      });
      assert.match(
        refused,
        /rejected: lab does not take DeployConfig\/kube-crd\.prod: .*spec\.digest.*upgrade it/,
      );

      await installDeployServer(world);
      await site.says(await site.ship(), LIVE);
      await untilPodsRun(site, built);
      assert.equal(await uid(world), before);
      const printed = await kubernetes.kubectl(["get", "deployconfigs", "--namespace", NAME]);
      assert.match(printed, /^NAME +CONFIG +CHANNEL +IMAGE +APPLIED +READY +DRIFTED +AGE\n/);
      assert.match(printed, /kube-crd\.prod +kube-crd +prod +\S+:main-[0-9a-f]{7} +True +Ready +False /);
    }),
};

async function uid({ kubernetes }: Parameters<Scenario["run"]>[0]): Promise<string | undefined> {
  const found = await kubernetes.get<{ readonly metadata: { readonly uid: string } }>(
    "deployconfig.release-channels.dev",
    `${NAME}.${CHANNEL}`,
    NAME,
  );
  return found?.metadata.uid;
}

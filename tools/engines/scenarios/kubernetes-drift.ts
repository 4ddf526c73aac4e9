import assert from "node:assert/strict";
import { LIVE } from "../../deploys/people.ts";
import { CHANNEL } from "../../deploys/shop.ts";
import { untilPodsRun } from "../deploys/looks.ts";
import {
  conditionText,
  configMap,
  deployConfigOf,
  deployment,
  sourceFiles,
  withKubernetes,
} from "../deploys/with-kubernetes.ts";
import type { SiteWorld } from "../deploys/with-site.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "kube-drift";

export const kubernetesDrift: Scenario = {
  name: "kubernetes-drift",
  shows: "what somebody changes by hand is shown, with who it was, and mended only where the config says so",
  run: (world) =>
    withKubernetes(world, { name: NAME }, async (site) => {
      const { kubernetes } = world;
      const { shop } = site;
      const manifests = { deployment: deployment(shop), settings: configMap("settings", { colour: "red" }) };
      const built = await site.build("one", "main", sourceFiles(shop, manifests));
      await site.says(await site.ship(), LIVE);
      await untilPodsRun(site, built);

      await edit(site, "deployment", { spec: { replicas: 1 } });
      const shown = await untilDrifted(site, /^True ObjectsChanged /);
      assert.match(shown, /Deployment\/kube-drift: kubectl-edit owns \.spec\.replicas/);
      await untilPodsRun(site, built, 1);

      // Somebody who edits what should run changes nothing else by it.
      const tip = await world.hub.commit(shop.source, "Not built", { "README.md": "later\n" });
      await edit(
        site,
        "deployconfig.release-channels.dev",
        { spec: { configSha: tip } },
        `${NAME}.${CHANNEL}`,
      );
      const edited = await untilDrifted(site, /^True SpecEdited /);
      assert.match(edited, /kubectl-edit/);
      assert.match(conditionText(await deployConfigOf(site), "Applied"), /^False SpecEdited /);

      // With its own hands on it, the replicas are a person's no more; from now on the config says that it is mended.
      await edit(site, "deployment", { spec: { replicas: 2 } });
      const next = await site.build("two", "main", sourceFiles(shop, manifests, { drift: "mend" }));
      await site.says(await site.ship(), LIVE);
      await untilPodsRun(site, next);
      await untilDrifted(site, /^False AsApplied /);

      await edit(site, "deployment", { spec: { replicas: 1 } });
      await kubernetes.kubectl(["delete", "configmap", "settings", "--namespace", NAME]);
      await world.until("both are mended", async () => {
        const settings = await kubernetes.get<{ readonly data: object }>("configmap", "settings", NAME);
        const now = await kubernetes.get<{ readonly spec: { readonly replicas: number } }>(
          "deployment",
          NAME,
          NAME,
        );
        return settings !== undefined && now?.spec.replicas === 2 ? true : undefined;
      });
      await untilPodsRun(site, next);
    }),
};

/** As `kubectl edit` does. */
async function edit({ world }: SiteWorld, kind: string, patch: object, name = NAME): Promise<void> {
  const where = [kind, name, "--namespace", NAME];
  const how = ["--type=merge", "--field-manager=kubectl-edit", "--patch", JSON.stringify(patch)];
  await world.kubernetes.kubectl(["patch", ...where, ...how]);
}

async function untilDrifted(site: SiteWorld, pattern: RegExp): Promise<string> {
  return site.world.until(`drift is ${String(pattern)}`, async () => {
    const text = conditionText(await deployConfigOf(site), "Drifted");
    return pattern.test(text) ? text : undefined;
  });
}

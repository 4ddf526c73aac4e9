import assert from "node:assert/strict";
import { LIVE, press, requestOf, WAITS, wordsOf } from "../../deploys/people.ts";
import { commitsOf, untilPodsRun } from "../deploys/looks.ts";
import {
  conditionText,
  createNamespace,
  deployConfigOf,
  deployment,
  sourceFiles,
  withKubernetes,
} from "../deploys/with-kubernetes.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "kube-refused";
const REJECTED = "rejected: ";

export const kubernetesRefused: Scenario = {
  name: "kubernetes-refused",
  shows:
    "what the cluster would refuse is told before anything is written: a missing namespace, an invalid spec, a missing right, somebody else's object, fields that others own",
  run: (world) =>
    withKubernetes(world, { name: NAME, hasNamespace: false }, async (site) => {
      const { kubernetes } = world;
      const { shop } = site;
      const releases = await world.hub.github.tip(shop.releases);
      const network = {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "closed" },
        spec: { podSelector: {} },
      };
      /** Pushes, builds, and asks. @returns why it was refused */
      const refused = async (
        text: string,
        manifests: Readonly<Record<string, object>>,
        more: Readonly<Record<string, string>> = {},
      ): Promise<string> => {
        await site.build(text, "main", { ...sourceFiles(shop, manifests), ...more });
        const words = wordsOf(await site.deploy(REJECTED));
        assert.equal(await world.hub.github.tip(shop.releases), releases, "nothing was written");
        return words;
      };

      assert.match(
        await refused("no namespace", { deployment: deployment(shop) }),
        /rejected: lab has no namespace kube-refused: create it/,
      );
      await createNamespace(world, NAME);

      assert.match(
        await refused("misspelt", { deployment: deployment(shop, { replica: 2 }) }),
        /rejected: Deployment\/kube-refused: .*spec\.replica: field not declared in schema.*correct the spec/,
      );
      assert.match(
        await refused("invalid", {
          deployment: deployment(shop, { selector: { matchLabels: { app: "x" } } }),
        }),
        /rejected: Deployment\/kube-refused: .*selector.*does not match.*correct the spec/,
      );
      assert.match(
        await refused("forbidden", { deployment: deployment(shop), network }),
        /rejected: could not read NetworkPolicy\/closed in lab: .*cannot get resource .*give the server's account in lab that right/,
      );
      const broken = { "k8s/network.yaml": "kind: [NetworkPolicy\n" };
      assert.match(
        await refused("no YAML", { deployment: deployment(shop) }, broken),
        /rejected: acme\/kube-refused at [0-9a-f]{7}: k8s\/network\.yaml:2:1: not YAML/,
      );
      await world.hub.commit(shop.source, "Mend it", { "k8s/network.yaml": "# Nothing.\n" });
      assert.match(
        await refused("no image", { deployment: deployment({ ...shop, image: `${shop.image}-2` }) }),
        /rejected: no container of the specs runs \S+\/acme\/kube-refused, so that/,
      );

      // Somebody else's object of that name is left as it is.
      const theirs = deployment({ name: NAME, image: "theirs:1" });
      await kubernetes.kubectl(
        ["create", "--namespace", NAME, "--field-manager=terraform", "--filename", "-"],
        JSON.stringify(theirs),
      );
      assert.match(
        await refused("not ours", { deployment: deployment(shop) }),
        /rejected: Deployment\/kube-refused is there already, and belongs to terraform/,
      );
      assert.equal((await imagesOf(site)).join(), "theirs:1");
      await kubernetes.kubectl(["delete", "deployment", NAME, "--namespace", NAME, "--wait"]);

      const built = await site.build("good", "main", sourceFiles(shop, { deployment: deployment(shop) }));
      const good = await site.ship();
      await site.says(good, LIVE);
      await untilPodsRun(site, built);
      const written = await world.hub.github.tip(shop.releases);

      // Another manager takes the replicas: it is told, and not forced.
      await kubernetes.kubectl(
        ["apply", "--server-side", "--force-conflicts", "--field-manager=scaler", "--filename", "-"],
        JSON.stringify({
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: NAME, namespace: NAME },
          spec: { replicas: 3 },
        }),
      );
      await site.build("conflict", "main", {});
      const conflict = wordsOf(await site.deploy(REJECTED));
      assert.match(conflict, /rejected: Deployment\/kube-refused: scaler owns \.spec\.replicas/);
      assert.equal(await world.hub.github.tip(shop.releases), written);
      await untilPodsRun(site, built, 3);

      // What the specs leave to it is no conflict any more.
      const left = await site.build(
        "left to it",
        "main",
        sourceFiles(shop, { deployment: deployment(shop, { replicas: undefined }) }),
      );
      const second = await site.deploy(WAITS);
      await press(site.site, site.site.bob, { message: second, action: "ship" });
      await site.says(second, LIVE);
      await untilPodsRun(site, left, 3);
      assert.equal((await commitsOf(site, requestOf(second))).length, 1);
      assert.match(conditionText(await deployConfigOf(site), "Applied"), /^True Applied /);
    }),
};

async function imagesOf({
  world,
}: {
  readonly world: Parameters<Scenario["run"]>[0];
}): Promise<readonly string[]> {
  const found = await world.kubernetes.get<{
    readonly spec: {
      readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
    };
  }>("deployment", NAME, NAME);
  return found?.spec.template.spec.containers.map(({ image }) => image) ?? [];
}

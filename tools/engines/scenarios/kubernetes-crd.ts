import assert from "node:assert/strict";
import { LIVE, wordsOf } from "../../deploys/people.ts";
import { CHANNEL } from "../../deploys/shop.ts";
import { untilPodsRun } from "../deploys/looks.ts";
import { deployment, installDeployServer, sourceFiles, withKubernetes } from "../deploys/with-kubernetes.ts";
import type { Scenario } from "../scenario.ts";
import type { World } from "../world.ts";

const NAME = "kube-crd";
const CRD = "customresourcedefinition/deployconfigs.release-channels.dev";

export const kubernetesCrd: Scenario = {
  name: "kubernetes-crd",
  shows:
    "an object of an older definition lives on when the chart is upgraded, and until then nothing is lost in silence",
  run: (world) =>
    withKubernetes(world, { name: NAME }, async (site) => {
      const { kubernetes } = world;
      const { shop } = site;
      await world.until("the config is known in the cluster", () => uid(world));
      const before = await uid(world);
      await installOlder(world);
      await untilOlderIsInForce(world);

      const built = await site.build("one", "main", sourceFiles(shop, { deployment: deployment(shop) }));
      const refused = wordsOf(await site.deploy(/: rejected: |waits for your word/));
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

interface Definition {
  readonly metadata: Readonly<Record<"name" | "labels" | "annotations", unknown>> & {
    readonly managedFields: readonly { readonly manager: string; readonly operation: string }[];
  };
  readonly spec: {
    readonly versions: readonly {
      readonly schema: { readonly openAPIV3Schema: { readonly properties: { readonly spec: Schema } } };
    }[];
  };
}

interface Schema {
  readonly properties: Readonly<Record<string, object>>;
  readonly "x-kubernetes-validations"?: readonly object[];
}

/** Applies the definition as an earlier chart had it, which did not know of digests: as Helm, so that it is Helm's still. */
async function installOlder({ kubernetes }: World): Promise<void> {
  const printed = await kubernetes.kubectl(["get", CRD, "--output=json", "--show-managed-fields"]);
  const { metadata, spec, ...kind }: Definition = JSON.parse(printed);
  const { name, labels, annotations, managedFields } = metadata;
  const helm = managedFields.find(({ operation }) => operation === "Apply")?.manager;
  assert.ok(helm !== undefined, "Helm has applied the definition");
  const versions = spec.versions.map(({ schema: { openAPIV3Schema: whole }, ...version }) => {
    const { "x-kubernetes-validations": _, properties, ...rest } = whole.properties.spec;
    const { digest, ...older } = properties;
    assert.ok(digest !== undefined, "the definition knows of digests");
    const all = { ...whole.properties, spec: { ...rest, properties: older } };
    return { ...version, schema: { openAPIV3Schema: { ...whole, properties: all } } };
  });
  const object = { ...kind, metadata: { name, labels, annotations }, spec: { ...spec, versions } };
  await kubernetes.kubectl(
    ["apply", "--server-side", `--field-manager=${helm}`, "--filename=-"],
    JSON.stringify({ ...object, status: undefined }),
  );
}

/** An API server takes a while until it judges by a definition that it has. */
async function untilOlderIsInForce(world: World): Promise<void> {
  const probe = {
    apiVersion: "release-channels.dev/v1alpha1",
    kind: "DeployConfig",
    metadata: { name: "probe", namespace: NAME },
    spec: { digest: `sha256:${"1".repeat(64)}` },
  };
  const create = ["create", "--dry-run=server", "--validate=strict", "--filename=-"];
  await world.until("the older definition is in force", async () => {
    const said = await world.kubernetes.kubectl(create, JSON.stringify(probe)).catch(String);
    return said.includes('unknown field "spec.digest"') ? true : undefined;
  });
}

async function uid({ kubernetes }: World): Promise<string | undefined> {
  const found = await kubernetes.get<{ readonly metadata: { readonly uid: string } }>(
    "deployconfig.release-channels.dev",
    `${NAME}.${CHANNEL}`,
    NAME,
  );
  return found?.metadata.uid;
}

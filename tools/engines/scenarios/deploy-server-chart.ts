import assert from "node:assert/strict";
import { join } from "node:path";
import { helm, type Values } from "../chart.ts";
import type { Scenario } from "../scenario.ts";
import type { World } from "../world.ts";

const CHART = join(import.meta.dirname, "../../../helm/deploy-server");
const NAMESPACE = "deploy-server-chart";
const KINDS = "deployment,service,serviceaccount,poddisruptionbudget,networkpolicy,ingress";
const IMAGE = `ghcr.io/acme/deploy-server@sha256:${"1".repeat(64)}`;
const SERVER = {
  enabled: true,
  image: IMAGE,
  env: { RELEASE_REPOSITORY: "acme/releases", PUBLIC_URL: "https://deploys.acme.dev" },
  secret: "deploy-server",
  files: [{ secret: "clusters", path: "/etc/clusters" }],
};
const INGRESSES = {
  webhooks: { enabled: true, host: "hooks.acme.dev" },
  pages: { enabled: true, host: "deploys.acme.dev" },
};

export const deployServerChart: Scenario = {
  name: "deploy-server-chart",
  shows:
    "the chart runs the server where only restricted pods may, is upgraded, and leaves nothing but its definition",
  run: async (world) => {
    const { kubernetes } = world;
    await kubernetes.kubectl(["create", "namespace", NAMESPACE]);
    const restricted = "pod-security.kubernetes.io/enforce=restricted";
    await kubernetes.kubectl(["label", "namespace", NAMESPACE, restricted]);
    const before = await found(world);

    await install(world, { server: { ...SERVER, ...INGRESSES } });
    assert.deepEqual(added(before, await found(world)), [
      "Deployment/deploy-server",
      "Ingress/deploy-server-pages",
      "Ingress/deploy-server-webhooks",
      "NetworkPolicy/deploy-server",
      "PodDisruptionBudget/deploy-server",
      "Service/deploy-server",
      "ServiceAccount/deploy-server",
    ]);
    assert.deepEqual(await pathsOf(world, "webhooks"), ["/slack", "/webhooks"]);
    assert.deepEqual(await pathsOf(world, "pages"), ["/"]);
    await admitPod(world);

    await install(world, { server: { ...SERVER, replicas: 3, webhooks: INGRESSES.webhooks } });
    const upgraded = added(before, await found(world));
    assert.ok(upgraded.includes("Ingress/deploy-server-webhooks"));
    assert.ok(!upgraded.includes("Ingress/deploy-server-pages"), "what is not wanted any more is gone");
    assert.equal((await deployment(world)).spec.replicas, 3);

    await helm(world, ["uninstall", "deploy-server", "--namespace", NAMESPACE, "--wait"]);
    await world.until("nothing is left in the namespace", async () =>
      added(before, await found(world)).length === 0 ? true : undefined,
    );
    const kind = "customresourcedefinition";
    assert.ok(await kubernetes.get(kind, "deployconfigs.release-channels.dev"), "what runs is not forgotten");
  },
};

async function install(world: World, values: Values): Promise<void> {
  const flags = ["--namespace", NAMESPACE, "--take-ownership", "--values", "-"];
  await helm(world, ["upgrade", "--install", "deploy-server", CHART, ...flags], JSON.stringify(values));
}

/** What the namespace has, as `Kind/name`. */
async function found({ kubernetes }: World): Promise<readonly string[]> {
  const printed = await kubernetes.kubectl([
    "get",
    KINDS,
    "--namespace",
    NAMESPACE,
    "--ignore-not-found",
    '--output=jsonpath={range .items[*]}{.kind}/{.metadata.name}{"\\n"}{end}',
  ]);
  return printed.split("\n").filter((line) => line !== "");
}

function added(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.filter((one) => !before.includes(one) && one !== "ServiceAccount/default").toSorted();
}

interface Deployment {
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly metadata: object; readonly spec: object };
  };
}

async function deployment({ kubernetes }: World): Promise<Deployment> {
  const running = await kubernetes.get<Deployment>("deployment", "deploy-server", NAMESPACE);
  assert.ok(running !== undefined);
  return running;
}

/** Lets the API server judge the Deployment's pod: admission checks pods, and only warns of Deployments. */
async function admitPod(world: World): Promise<void> {
  const { template } = (await deployment(world)).spec;
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...template.metadata, name: "judged", namespace: NAMESPACE },
    spec: template.spec,
  };
  await world.kubernetes.kubectl(["create", "--dry-run=server", "--filename=-"], JSON.stringify(pod));
}

interface Ingress {
  readonly spec: {
    readonly rules: readonly { readonly http: { readonly paths: readonly { readonly path: string }[] } }[];
  };
}

async function pathsOf({ kubernetes }: World, name: string): Promise<readonly string[]> {
  const ingress = await kubernetes.get<Ingress>("ingress", `deploy-server-${name}`, NAMESPACE);
  return (ingress?.spec.rules ?? []).flatMap(({ http }) => http.paths.map(({ path }) => path));
}

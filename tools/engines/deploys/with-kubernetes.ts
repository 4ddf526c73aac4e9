import { join } from "node:path";
import { CHANNEL, type Shop } from "../../deploys/shop.ts";
import { helm } from "../chart.ts";
import type { World } from "../world.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { withSite, type Prepared, type SiteWorld } from "./with-site.ts";

const CHART = join(import.meta.dirname, "../../../helm/deploy-server");
/** Where the server's account is. */
const HOME = "deploy-server";

/** What a scenario begins with. */
export interface KubernetesOptions {
  readonly name: string;
  /** Whether the namespace is there. */
  readonly hasNamespace?: boolean;
  /** How long a rollout may take. */
  readonly timeout?: string;
  /** Whether branches are shown beside the channel dev, which nothing protects. */
  readonly hasPreviews?: boolean;
}

/** A deploy server with people, and the real API server that it deploys to by itself, with the rights of the chart alone. */
export async function withKubernetes(
  world: World,
  { name, hasNamespace = true, timeout = "15m", hasPreviews = false }: KubernetesOptions,
  act: (site: SiteWorld) => Promise<void>,
): Promise<void> {
  const prepare = async ({ site, shop, folder }: Prepared): Promise<void> => {
    if (hasNamespace) await createNamespace(world, name);
    else await installDeployServer(world);
    const kubeconfig = await writeKubeconfig(
      world,
      { namespace: HOME, name: "deploy-server" },
      join(folder, "kubeconfig"),
    );
    if (hasPreviews) await allowPreviews(world);
    const options = { kubeconfig, timeout, chatChannel: site.channel.id, hasPreviews };
    const config = serverConfig(shop, options);
    await world.hub.commit(shop.releases, "Name the cluster", { "db/server.yaml": config });
  };
  await withSite(world, { name, prepare }, (site) => act(site));
}

/** Makes a namespace, and lets the server deploy to it. */
export async function createNamespace(world: World, name: string): Promise<void> {
  await world.kubernetes.kubectl(["create", "namespace", name]);
  await installDeployServer(world, name);
}

const namespaces = new WeakMap<World, readonly string[]>();
const withPreviews = new WeakSet<World>();

/** Lets the server make namespaces for previews. */
async function allowPreviews(world: World): Promise<void> {
  withPreviews.add(world);
  await installDeployServer(world);
}

/** Installs or upgrades the chart. @param namespace one more to which the server may deploy */
export async function installDeployServer(world: World, namespace?: string): Promise<void> {
  const all = [...(namespaces.get(world) ?? []), ...(namespace === undefined ? [] : [namespace])];
  namespaces.set(world, all);
  const flags = ["--namespace", HOME, "--create-namespace", "--take-ownership", "--values", "-"];
  await helm(
    world,
    ["upgrade", "--install", "deploy-server", CHART, ...flags],
    JSON.stringify({ namespaces: all, previews: withPreviews.has(world) }),
  );
  await world.kubernetes.kubectl([
    "wait",
    "--for=condition=Established",
    "customresourcedefinition/deployconfigs.release-channels.dev",
  ]);
}

function serverConfig(
  { name }: Shop,
  {
    kubeconfig,
    timeout,
    chatChannel,
    hasPreviews,
  }: Readonly<Record<"kubeconfig" | "timeout" | "chatChannel", string>> & { readonly hasPreviews: boolean },
): string {
  const placement = { cluster: "lab", namespace: name, soak: "1s", timeout };
  const config = {
    version: 1,
    clusters: { lab: { engine: "kubernetes", kubeconfig } },
    targets: {
      [`${name}/${CHANNEL}`]: [placement],
      ...(hasPreviews && { [`${name}/dev`]: [{ ...placement, preview_namespace: `${name}-{branch}` }] }),
    },
    channels: { [CHANNEL]: { protected: true } },
    people: { [CHANNEL]: { teams: ["acme/release"], permission: "write", slack_channels: [chatChannel] } },
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** The files of a source that deploys itself: its config, and the manifests in `k8s`. */
export function sourceFiles(
  { name, source, image }: Shop,
  manifests: Readonly<Record<string, object>>,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, string>> {
  const config = {
    version: 1,
    name,
    artifact: { repository: source, container: name, image: `${image}:{branch}-{short-sha}` },
    channels: { [CHANNEL]: {} },
    specs: ["k8s/*.yaml"],
    ...more,
  };
  return Object.fromEntries([
    [`.deploy/${name}.yaml`, `${JSON.stringify(config, undefined, 2)}\n`],
    ...Object.entries(manifests).map(([file, object]) => [
      `k8s/${file}.yaml`,
      `${JSON.stringify(object, undefined, 2)}\n`,
    ]),
  ]);
}

/** A Deployment of the shop's image, whose pods untilPodsRun finds. */
export function deployment({ name, image }: Pick<Shop, "name" | "image">, spec: object = {}): object {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "app", image }] },
      },
      ...spec,
    },
  };
}

export function configMap(name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

/** A DeployConfig, as far as scenarios look at it. */
export interface DeployConfigSeen {
  readonly spec: Readonly<Record<string, string | undefined>>;
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message: string;
    }[];
  };
}

export async function deployConfigOf({ world, shop }: SiteWorld): Promise<DeployConfigSeen | undefined> {
  return world.kubernetes.get<DeployConfigSeen>(
    "deployconfig.release-channels.dev",
    `${shop.name}.${CHANNEL}`,
    shop.name,
  );
}

/** `True Ready healthy…`: a condition in one line; empty where there is none. */
export function conditionText(seen: DeployConfigSeen | undefined, type: string): string {
  const found = seen?.status?.conditions?.find((one) => one.type === type);
  return found === undefined ? "" : `${found.status} ${found.reason} ${found.message}`;
}

import type { Shop } from "../../deploys/shop.ts";
import { GUARDED } from "./guarded/guarded.ts";
import { configWith } from "./server-yaml.ts";

/** A channel in a cluster to which the servers deploy by themselves, without another engine. */
export const LAB = "lab";

/** `shop-lab`: the config, its container and its namespace. */
export function labConfig({ name }: Pick<Shop, "name">): string {
  return `${name}-lab`;
}

/** The config and its manifests, which are beside the code. */
export function labFiles(shop: Shop): Readonly<Record<string, string>> {
  const { source, image } = shop;
  const name = labConfig(shop);
  const labels = { app: name };
  return {
    [`.deploy/${name}.yaml`]: text({
      version: 1,
      name,
      artifact: { repository: source, container: name, image: `${image}:{branch}-{short-sha}` },
      channels: { [LAB]: {}, [GUARDED]: {} },
      specs: ["k8s/*.yaml"],
    }),
    "k8s/deployment.yaml": text({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "app", image }] } },
      },
    }),
  };
}

/** Settings in an object of a name of their own: those of the build before are deleted. */
export function labSettings(name: string): Readonly<Record<string, string>> {
  return { "k8s/settings.yaml": text({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: {} }) };
}

interface Policy {
  readonly channels: readonly string[];
  readonly containers: Readonly<Record<string, object>>;
}

/** `db/policy.json` with this channel, and the config's container. */
export function policyWithLab(policy: string, shop: Shop): string {
  const { channels, containers, ...rest }: Policy = JSON.parse(policy);
  const container = { repository: { name: shop.source }, image: shop.image };
  return text({
    ...rest,
    channels: [...channels, LAB],
    containers: { ...containers, [labConfig(shop)]: container },
  });
}

/** `db/server.yaml` with this channel. @param like a channel with the same rules @param kubeconfig `file:/path` */
export function configWithLab(
  config: string,
  shop: Shop,
  { like, kubeconfig }: { readonly like: string; readonly kubeconfig: string },
): string {
  const name = labConfig(shop);
  return configWith(config, {
    channel: LAB,
    like,
    config: name,
    cluster: { engine: "kubernetes", kubeconfig },
    placement: { namespace: name },
  });
}

const text = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

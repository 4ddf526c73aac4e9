import type { Flux, GitHub, Kubernetes, Registry } from "@release-channels/sandbox";
import { at, listAt, textAt } from "../../../lib/deploys/narrow.ts";
import type { Shop } from "../../deploys/shop.ts";
import { configWith } from "./server-yaml.ts";

/** A channel in a cluster to which Flux deploys a chart's versions. */
export const FLEET = "fleet";

/** Where Flux's own objects are. */
export const FLUX_SYSTEM = "flux-system";

/** `shop-fleet`: the config, its chart, its release and its namespace. */
export function fleetConfig({ name }: Pick<Shop, "name">): string {
  return `${name}-fleet`;
}

/** What runs before anything was deployed from chat. */
const FIRST_VERSION = "1.0.0";

/** `acme/charts/shop-fleet` */
const chartRepository = (shop: Shop): string => `acme/charts/${fleetConfig(shop)}`;

/** `oci://127.0.0.1:5000/acme/charts/shop-fleet` */
export const chartAddress = ({ host }: Registry, shop: Shop): string =>
  `oci://${host}/${chartRepository(shop)}`;

/** Publishes a version of the chart. @returns its digest */
export function publish(registry: Registry, shop: Shop, version: string): string {
  return registry.pushChart(chartRepository(shop), { name: fleetConfig(shop), version });
}

/** Where a release is, and in which folder its file. */
export interface ReleasePlace {
  /** `clusters/fleet` */
  readonly folder: string;
  readonly namespace: string;
}

/** `clusters/fleet/shop-fleet.yaml` */
export function releaseFile(shop: Shop, { folder }: Pick<ReleasePlace, "folder">): string {
  return `${folder}/${fleetConfig(shop)}.yaml`;
}

function fleetPlace(shop: Shop): ReleasePlace {
  return { folder: `clusters/${FLEET}`, namespace: fleetConfig(shop) };
}

/** A release's file, with the version that runs before any scenario. */
export function releaseText(shop: Shop, { namespace }: Pick<ReleasePlace, "namespace">): string {
  const name = fleetConfig(shop);
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  interval: 10m
  chart:
    spec:
      chart: ${name}
      version: "${FIRST_VERSION}" # by the deploy server
      sourceRef: { kind: HelmRepository, name: charts, namespace: ${FLUX_SYSTEM} }
`;
}

/** The release's file and the ledger that says the same, there and in other channels. */
export function fleetFiles(
  registry: Registry,
  shop: Shop,
  channels: readonly string[] = [FLEET],
): Readonly<Record<string, string>> {
  const digest = publish(registry, shop, FIRST_VERSION);
  const charts = channels.map((channel) => ({
    config: fleetConfig(shop),
    channel,
    chart: chartAddress(registry, shop),
    version: FIRST_VERSION,
    digest,
    released_at: "2026-11-21T02:00:00Z",
    released_by: "octocat",
    dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  }));
  const ledger = { version: 1, releases: [], charts };
  const place = fleetPlace(shop);
  return {
    [releaseFile(shop, place)]: releaseText(shop, place),
    "db/db.json": `${JSON.stringify(ledger, undefined, 2)}\n`,
  };
}

/** `db/policy.json` with this channel. */
export function policyWithFleet(policy: string): string {
  const { channels, ...rest }: { readonly channels: readonly string[] } = JSON.parse(policy);
  return `${JSON.stringify({ ...rest, channels: [...channels, FLEET] }, undefined, 2)}\n`;
}

/** What `db/server.yaml` has of this channel depends on. */
interface FleetConfig {
  /** A channel with the same rules. */
  readonly like: string;
  /** `file:/path` */
  readonly kubeconfig: string;
  readonly registry: Registry;
}

/** `db/server.yaml` with this channel. */
export function configWithFleet(
  config: string,
  shop: Shop,
  { like, kubeconfig, registry }: FleetConfig,
): string {
  const name = fleetConfig(shop);
  return configWith(config, {
    channel: FLEET,
    like,
    config: name,
    cluster: { engine: "flux", kubeconfig },
    placement: {
      helmrelease: `${name}/${name}`,
      file: releaseFile(shop, fleetPlace(shop)),
      chart: chartAddress(registry, shop),
    },
  });
}

/** What is there of Flux. */
export interface FleetWorld {
  readonly github: GitHub;
  readonly cluster: Kubernetes;
  readonly flux: Flux;
}

/** Gives Flux its sources, and the fleet's folder. */
export async function installFleet(world: FleetWorld, shop: Shop, registry: Registry): Promise<void> {
  addSources(world, shop, registry);
  await installFrom(world, FLEET, fleetPlace(shop));
}

/** Where Flux finds charts and files. */
export function addSources({ github, cluster }: FleetWorld, shop: Shop, registry: Registry): void {
  const url = github.repository(shop.releases).cloneUrl;
  add(cluster, { kind: "GitRepository", name: "releases" }, { url, ref: { branch: "main" } });
  const charts = { url: `oci://${registry.host}/acme/charts`, type: "oci" };
  add(cluster, { kind: "HelmRepository", name: "charts" }, charts);
}

/** Lets Flux install what a folder says: its files are there already. */
export async function installFrom(
  { cluster, flux }: Pick<FleetWorld, "cluster" | "flux">,
  name: string,
  { folder }: Pick<ReleasePlace, "folder">,
): Promise<void> {
  const sourceRef = { kind: "GitRepository", name: "releases" };
  add(cluster, { kind: "Kustomization", name }, { path: `./${folder}`, prune: true, sourceRef });
  await flux.settled();
}

function add(
  cluster: Kubernetes,
  object: { readonly kind: string; readonly name: string },
  spec: object,
): void {
  cluster.create({ ...object, namespace: FLUX_SYSTEM }, { spec }, "flux");
}

/** What a version comes through, each asked once, in this order. @param kustomization which reads its folder */
export function fleetRoute(shop: Shop, kustomization = FLEET): string {
  return `gitrepositories/releases, kustomizations/${kustomization}, helmreleases/${fleetConfig(shop)}`;
}

/** Flux's objects that were asked to reconcile for a request, as often as each was, in order. */
export function askedOf({ requests }: Kubernetes, id: string): readonly string[] {
  return requests
    .filter(
      ({ method, status, body }) =>
        method === "PATCH" &&
        status < 300 &&
        at(JSON.parse(body), "metadata", "annotations", "reconcile.fluxcd.io/requestedAt") === id,
    )
    .map(({ path }) => path.split("?")[0]?.split("/").slice(-2).join("/") ?? "");
}

/** The version that Helm has installed, as often as it has: `1.0.3`; upgraded again for nothing, `1.0.3, 1.0.3`. */
export function runsInFleet(
  cluster: Kubernetes,
  shop: Shop,
  { namespace }: Pick<ReleasePlace, "namespace"> = fleetPlace(shop),
): string {
  const release = cluster.get({ kind: "HelmRelease", namespace, name: fleetConfig(shop) });
  const versions = listAt(release, "status", "history").map((one) => textAt(one, "chartVersion"));
  return versions.filter((version) => version === versions[0]).join(", ");
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runGit } from "@release-channels/sandbox";
import type { Shop } from "../../deploys/shop.ts";
import { pushChart } from "../charts.ts";
import { startFlux, type Flux } from "../flux.ts";
import { startRegistry } from "../registry.ts";
import type { World } from "../world.ts";
import { fluxObjects, fluxServerConfig, targetFiles } from "./flux-files.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { withSite, type Prepared, type SiteWorld } from "./with-site.ts";

const GUIDE = join(import.meta.dirname, "../../../docs/flux-deploys.md");
const ACCOUNT = "deploy-server";

/** A deploy server with people, and the real Flux that it deploys to, with the rights of the guide alone. */
export interface FluxSite extends SiteWorld {
  readonly flux: Flux;
  /** The chart whose versions are deployed: `oci://127.0.0.1:5000/acme/charts/shop` */
  readonly chart: string;
  /** Pushes a version of it with helm. @param manifest what Flux applies of it @returns its digest */
  readonly push: (version: string, manifest?: string) => Promise<string>;
  /** A file of the release repository, at its head. */
  readonly read: (path: string) => Promise<string>;
}

/** Starts everything for one scenario, with 1.4.1 of the chart fetched and the first image applied, and ends it afterwards. */
export async function withFlux(
  world: World,
  name: string,
  act: (site: FluxSite) => Promise<void>,
): Promise<void> {
  const prepare = async ({ site, shop, folder }: Prepared) => {
    const { hub, kubernetes } = world;
    const flux = await startFlux(world);
    const registry = `registry-${name}`;
    const host = await startRegistry(world.processes, { name: registry });
    const charts = `oci://${host}/acme/charts`;
    const push: FluxSite["push"] = (version, manifest = configMap(version)) =>
      pushChart(charts, { name, version, files: { "manifests/version.yaml": manifest } }, folder);
    await push("1.4.1");
    for (const login of ["alice", "bob"]) hub.github.setPermission(shop.releases, login, "write");
    await createAccount(world, name);
    const kubeconfig = await writeKubeconfig(
      world,
      { namespace: name, name: ACCOUNT },
      join(folder, "kubeconfig"),
    );
    const chart = `${charts}/${name}`;
    const settings = { kubeconfig, chart, chatChannel: site.channel.id };
    await hub.commit(shop.releases, "Name the cluster", {
      "db/server.yaml": fluxServerConfig(shop, settings),
      ...targetFiles(shop, chart),
    });
    await kubernetes.kubectl(["apply", "--filename", "-"], fluxObjects(world, shop));
    await untilApplied(world, shop);
    const { gitDir } = hub.github.repository(shop.releases);
    const read = (path: string): Promise<string> => runGit(gitDir, "show", `main:${path}`);
    return { flux, chart, push, read, registry };
  };
  await withSite(world, { name, prepare }, async (site, { registry, ...target }) => {
    try {
      await act({ ...site, ...target });
    } finally {
      await world.processes.end(registry);
    }
  });
}

/** What Flux applies of a chart: from there one sees which version it has taken. */
function configMap(version: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "version" },
    data: { version },
  });
}

/** The server's account, with the rights that the guide gives it. */
async function createAccount({ kubernetes }: World, namespace: string): Promise<void> {
  await kubernetes.kubectl(["create", "namespace", namespace]);
  await kubernetes.kubectl(["apply", "--filename", "-"], roleOfGuide());
  await kubernetes.kubectl(["create", "serviceaccount", ACCOUNT, `--namespace=${namespace}`]);
  await kubernetes.kubectl([
    "create",
    "rolebinding",
    ACCOUNT,
    `--namespace=${namespace}`,
    "--clusterrole=deploy-server-flux",
    `--serviceaccount=${namespace}:${ACCOUNT}`,
  ]);
}

function roleOfGuide(): string {
  const blocks = readFileSync(GUIDE, "utf8").match(/(?<=```yaml\n)[^`]*/g) ?? [];
  const role = blocks.find((block) => block.includes("kind: ClusterRole"));
  if (role === undefined) throw new Error(`${GUIDE} gives the server's account no rights.`);
  return role.replaceAll(/^ {3}/gm, "");
}

/** Waits until Flux has applied what is there before anything was deployed. */
async function untilApplied(world: World, { name, releases }: Shop): Promise<void> {
  const tip = await world.hub.github.tip(releases);
  for (const kustomization of ["app", "charts"]) {
    await world.until(`Flux has applied ${kustomization} of ${name}`, async () => {
      const found = await world.kubernetes.get<{
        readonly status?: { readonly lastAppliedRevision?: string };
      }>("kustomization.kustomize.toolkit.fluxcd.io", kustomization, name);
      return found?.status?.lastAppliedRevision === `main@sha1:${tip}` ? true : undefined;
    });
  }
  await world.until(`Flux has applied the chart of ${name}`, () =>
    world.kubernetes.get("configmap", "version", name),
  );
}

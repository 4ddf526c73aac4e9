import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ArgoCd } from "@release-channels/sandbox";
import { CHART_FOLDER, type Shop } from "../../../deploys/shop.ts";
import { install, runsOf, startAccounts, syncsOf } from "../applications.ts";
import { farFiles } from "../far.ts";
import {
  GUARDED,
  type Guarded,
  type GuardedCluster,
  type GuardedGround,
  type GuardedPlaces,
} from "./guarded.ts";

/** The second cluster's name; the first one is prod's. */
const SECOND = "prod-us";

interface ArgoGround extends GuardedGround {
  /** The Argo CD of the first cluster. */
  readonly argo: ArgoCd;
  /** As `db/server.yaml` has it: JSON. */
  readonly config: string;
}

/** Two Argo CDs with an application each. */
export async function guardByArgoCd(
  ground: ArgoGround,
): Promise<{ readonly guarded: Guarded; readonly places: GuardedPlaces }> {
  const { argo, shop, github, folder } = ground;
  const { clusters }: { readonly clusters: Readonly<Record<string, object>> } = JSON.parse(ground.config);
  const [[first, settings] = ["", {}]] = Object.entries(clusters);
  const other = await startAccounts(github, {
    directory: join(folder, "argo-cd-us"),
    repositories: [shop.releases],
  });
  const token = join(folder, "argo-cd-us.token");
  writeFileSync(token, await other.createToken("bot"));
  const sites = [
    { argo, cluster: first, name: applicationOf(shop, first), path: folderOf(first) },
    { argo: other, cluster: SECOND, name: applicationOf(shop, SECOND), path: folderOf(SECOND) },
  ];
  for (const { path, ...site } of sites) {
    await ground.commit(shop.releases, chartIn(path, shop));
    await install(github, site.argo, { name: site.name, repository: shop.releases, path });
  }
  const [one, two] = sites.map(clusterOf);
  if (one === undefined || two === undefined) throw new Error("there are no two clusters");
  return {
    guarded: { config: shop.name, clusters: [one, two], takesPushes: false, close: () => other.close() },
    places: {
      config: shop.name,
      clusters: { [SECOND]: { ...settings, url: other.url, token: `file:${token}` } },
      placements: sites.map(({ cluster, name, path }) => ({
        cluster,
        application: name,
        file: `${path}/values.yaml`,
        field: "image.tag",
        digest_field: "image.digest",
      })),
    },
  };
}

interface Application {
  readonly argo: ArgoCd;
  readonly cluster: string;
  readonly name: string;
  readonly path: string;
}

const applicationOf = ({ name }: Shop, cluster: string): string => `${name}-${GUARDED}-${cluster}`;
const folderOf = (cluster: string): string => `${GUARDED}/${cluster}`;

/** The same chart in another folder. */
function chartIn(folder: string, shop: Shop): Readonly<Record<string, string>> {
  const files = Object.entries(farFiles(shop));
  return Object.fromEntries(files.map(([path, text]) => [path.replace(CHART_FOLDER, folder), text]));
}

function clusterOf({ argo, cluster, name }: Application): GuardedCluster {
  return {
    name: cluster,
    syncs: (id) => syncsOf(argo, id, name),
    runs: () => runsOf(argo, name),
    setWell: (isWell) =>
      argo.plan(name, isWell ? {} : { health: "Degraded", healthMessage: "CrashLoopBackOff" }),
    hold: () => argo.hold(name),
    letGo: () => argo.release(name),
  };
}

import { join } from "node:path";
import { run } from "./run.ts";
import type { World } from "./world.ts";

const CHART = join(import.meta.dirname, "../../helm/argo-stack");

export type Values = Readonly<Record<string, unknown>>;

/** Gives Argo CD the App's key, where the chart expects it. */
export async function storeAppKey({ kubernetes, hub }: World): Promise<void> {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "argocd-notifications-secret", namespace: "argocd" },
    stringData: { "github-privateKey": hub.app.privateKey },
  };
  const apply = ["apply", "--server-side", "--field-manager=engines", "--filename", "-"];
  await kubernetes.kubectl(apply, JSON.stringify(secret));
}

/** Lets Argo CD read a private repository. */
export async function addRepository({ kubernetes, hub }: World, fullName: string): Promise<void> {
  const { cloneUrl } = hub.github.repository(fullName);
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: `repository-${fullName.replaceAll("/", "-")}`,
      namespace: "argocd",
      labels: { "argocd.argoproj.io/secret-type": "repository" },
    },
    // Argo CD compares addresses without ".git".
    stringData: { type: "git", url: cloneUrl, username: "x-access-token", password: hub.token(fullName) },
  };
  await kubernetes.kubectl(["apply", "--filename", "-"], JSON.stringify(secret));
}

/** The chart to install, if not this checkout's, and helm's arguments in addition to the README's command. */
export interface Installation {
  readonly chart?: string;
  readonly flags?: readonly string[];
}

/** Installs or upgrades the chart with the README's command. @param values besides this GitHub's and its App's */
export async function installChart(
  world: World,
  values: Values,
  { chart = CHART, flags = [] }: Installation = {},
): Promise<void> {
  const { kubernetes, hub, argoCd } = world;
  const all = {
    argocd: { url: argoCd.url },
    github: {
      appId: String(hub.app.id),
      // The release API's Application names no installation: it uses this one.
      installationId: String(hub.installation("acme").id),
      apiUrl: hub.github.apiUrl,
    },
    ...values,
  };
  await helm(
    world,
    ["upgrade", "--install", "--take-ownership", "argo-stack", chart, "--values", "-", ...flags],
    JSON.stringify(all),
  );
  await kubernetes.kubectl(["get", "configmap", "argocd-notifications-cm", "--namespace=argocd"]);
}

/** The helm of tools/external/pins, which check-engines.sh puts on the PATH. */
export function helm({ kubernetes }: World, args: readonly string[], input?: string): Promise<string> {
  return run("helm", [...args, "--kubeconfig", kubernetes.kubeconfig], input === undefined ? {} : { input });
}

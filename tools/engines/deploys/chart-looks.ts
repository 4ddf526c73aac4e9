import assert from "node:assert/strict";
import type { World } from "../world.ts";

/** Where the guide installs the chart. */
export const NAMESPACE = "deploys";

/** A pod of the server, and its specification as JSON. */
export interface Pod {
  readonly name: string;
  readonly text: string;
  readonly isReady: boolean;
}

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
    readonly spec: object;
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

/** The pods of the server that are not ending. */
export async function podsOf({ kubernetes }: World): Promise<readonly Pod[]> {
  const selector = "--selector=app.kubernetes.io/name=deploy-server";
  const { items }: PodList = JSON.parse(
    await kubernetes.kubectl(["get", "pods", `--namespace=${NAMESPACE}`, selector, "--output=json"]),
  );
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata, spec, status }) => ({
      name: metadata.name,
      text: JSON.stringify(spec),
      isReady: status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true,
    }));
}

/** Waits until the API server has admitted as many pods, and no more; they have nothing to ask of this cluster. */
export async function untilPods(world: World, count: number): Promise<readonly Pod[]> {
  const pods = await world.until(`${count} pods of the server run`, async () => {
    const now = await podsOf(world);
    return now.length === count && now.every(({ isReady }) => isReady) ? now : undefined;
  });
  for (const { text } of pods)
    assert.ok(!text.includes("kube-api-access"), "the pod has a token of the cluster");
  return pods;
}

interface Ingress {
  readonly spec: {
    readonly rules: readonly { readonly http: { readonly paths: readonly { readonly path: string }[] } }[];
  };
}

/** The paths that an ingress lets in. @param name `webhooks` or `pages` */
export async function pathsOf({ kubernetes }: World, name: string): Promise<readonly string[]> {
  const ingress = await kubernetes.get<Ingress>("ingress", `deploy-server-${name}`, NAMESPACE);
  return (ingress?.spec.rules ?? []).flatMap(({ http }) => http.paths.map(({ path }) => path));
}

/** A value of the Secret with the server's settings. */
export async function secretValue({ kubernetes }: World, key: string): Promise<string> {
  const secret = await kubernetes.get<{ readonly data: Readonly<Record<string, string>> }>(
    "secret",
    "deploy-server",
    NAMESPACE,
  );
  return Buffer.from(secret?.data[key] ?? "", "base64").toString("utf8");
}

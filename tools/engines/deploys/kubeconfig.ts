import { writeFileSync } from "node:fs";
import type { World } from "../world.ts";

/** An account of the cluster. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** A kubeconfig with a token of an account. @returns `file:/path` */
export async function writeKubeconfig(
  { kubernetes }: Pick<World, "kubernetes">,
  { namespace, name }: Account,
  path: string,
): Promise<string> {
  const token = await kubernetes.kubectl([
    "create",
    "token",
    name,
    `--namespace=${namespace}`,
    "--duration=2h",
  ]);
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "here", cluster: { server: kubernetes.url, "insecure-skip-tls-verify": true } }],
    users: [{ name, user: { token: token.trim() } }],
    contexts: [{ name: "here", context: { cluster: "here", user: name } }],
    "current-context": "here",
  };
  writeFileSync(path, JSON.stringify(kubeconfig), { mode: 0o600 });
  return `file:${path}`;
}

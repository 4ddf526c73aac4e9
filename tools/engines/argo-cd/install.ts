import { globSync } from "node:fs";
import { join } from "node:path";
import type { Engines } from "../build.ts";
import type { Kubernetes } from "../kubernetes.ts";

export const NAMESPACE = "argocd";

/**
 * Applies what Argo CD's own install.yaml brings, without the Deployments: its components run as processes here.
 * @param webhookSecret what GitHub's webhooks are signed with
 */
export async function install(
  engines: Engines,
  { kubectl }: Kubernetes,
  webhookSecret: string,
): Promise<void> {
  const manifests = join(engines.manifests, "argo-cd");
  const found = (pattern: string): readonly string[] =>
    globSync(pattern, { cwd: manifests })
      .toSorted()
      .map((path) => join(manifests, path));
  const inNamespace = (...args: readonly string[]): Promise<string> =>
    kubectl([...args, "--namespace", NAMESPACE]);
  for (const path of found("crds/*-crd.yaml"))
    await kubectl(["apply", "--server-side", "--force-conflicts", "--filename", path]);
  await kubectl(["create", "namespace", NAMESPACE]);
  // The last one is empty, and what is installed alongside Argo CD must cope with it.
  for (const path of found("base/{config/argocd-*,notification/argocd-notifications-{cm,secret}}.yaml"))
    await inNamespace("apply", "--filename", path);
  await inNamespace("create", "secret", "generic", "argocd-redis", "--from-literal=auth=");
  const stringData = { "webhook.github.secret": webhookSecret };
  await inNamespace("patch", "secret", "argocd-secret", "--patch", JSON.stringify({ stringData }));
}

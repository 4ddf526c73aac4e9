import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SyncWindow } from "@release-channels/sandbox";
import { CHART_FOLDER, type ClusterConfig, type Shop } from "../../deploys/shop.ts";
import { addRepository } from "../chart.ts";
import type { World } from "../world.ts";

const NAMESPACE = "argocd";

/** The state of an application and its project. */
export interface Wanted {
  readonly isAutomatic?: boolean | undefined;
  readonly windows?: readonly NewSyncWindow[] | undefined;
}

/** As in an AppProject's `spec.syncWindows`. */
export type NewSyncWindow = Omit<SyncWindow, "active">;

/** Gives Argo CD a project and an application for the shop's chart, with a role that may sync it. */
export async function createApplication(world: World, shop: Shop, wanted: Wanted = {}): Promise<void> {
  await addRepository(world, shop.releases);
  await applyProject(world, shop, wanted);
  await apply(world, {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: shop.name, namespace: NAMESPACE },
    spec: specOf(world, shop, wanted),
  });
}

/** Gives Argo CD an ApplicationSet named after the shop, which makes `<shop>-<suffix>` for each of these. */
export async function createApplicationSet(
  world: World,
  shop: Shop,
  suffixes: readonly string[],
): Promise<void> {
  const spec = specOf(world, shop, {});
  const name = `${shop.name}-{{suffix}}`;
  await apply(world, {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name: shop.name, namespace: NAMESPACE },
    spec: {
      generators: [{ list: { elements: suffixes.map((suffix) => ({ suffix })) } }],
      template: {
        metadata: { name },
        spec: { ...spec, destination: { ...spec.destination, namespace: name } },
      },
    },
  });
}

function specOf(world: World, shop: Shop, { isAutomatic }: Wanted) {
  return {
    project: shop.name,
    destination: { server: "https://kubernetes.default.svc", namespace: shop.name },
    source: {
      repoURL: world.hub.github.repository(shop.releases).cloneUrl,
      path: CHART_FOLDER,
      targetRevision: "main",
    },
    syncPolicy: {
      syncOptions: ["CreateNamespace=true"],
      ...(isAutomatic === true && { automated: {} }),
    },
  };
}

/** The desired project: its windows may change. */
export async function applyProject(
  world: World,
  { name }: Shop,
  { windows = [] }: Wanted = {},
): Promise<void> {
  const may = (role: string, action: string): string =>
    `p, proj:${name}:${role}, applications, ${action}, ${name}/*, allow`;
  await apply(world, {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name, namespace: NAMESPACE },
    spec: {
      sourceRepos: ["*"],
      destinations: [{ server: "*", namespace: "*" }],
      clusterResourceWhitelist: [{ group: "*", kind: "*" }],
      roles: [
        { name: "deploy", policies: [may("deploy", "get"), may("deploy", "sync")] },
        { name: "reader", policies: [may("reader", "get")] },
      ],
      syncWindows: windows,
    },
  });
}

/** Server-side apply, so that the tokens that the cluster keeps in the project stay. */
async function apply({ kubernetes }: World, object: object): Promise<void> {
  await kubernetes.kubectl(
    ["apply", "--server-side", "--field-manager=engines", "--force-conflicts", "--filename", "-"],
    JSON.stringify(object),
  );
}

/** A token of a role of the shop's project. @param expiresIn `1s`; by default never */
export async function tokenOf(
  { argoCd }: World,
  { name }: Shop,
  { role, expiresIn }: { readonly role: "deploy" | "reader"; readonly expiresIn?: string },
): Promise<string> {
  const expiry = expiresIn === undefined ? [] : ["--expires-in", expiresIn];
  const printed = await argoCd.argocd([
    "proj",
    "role",
    "create-token",
    name,
    role,
    "--token-only",
    ...expiry,
  ]);
  return printed.trim();
}

/** The deploy server's settings for this Argo CD, with its secrets in files. */
export async function clusterConfig(
  world: World,
  shop: Shop,
  folder: string,
): Promise<ClusterConfig & { readonly tokenFile: string }> {
  const tokenFile = join(folder, `${shop.name}.token`);
  const secretFile = join(folder, `${shop.name}.webhook-secret`);
  writeFileSync(tokenFile, await tokenOf(world, shop, { role: "deploy" }), { mode: 0o600 });
  writeFileSync(secretFile, await secretOf(world, "argocd-secret", "webhook.github.secret"), { mode: 0o600 });
  return {
    url: world.argoCd.url,
    project: shop.name,
    token: `file:${tokenFile}`,
    tokenFile,
    webhookSecret: `file:${secretFile}`,
  };
}

/** A value of one of Argo CD's secrets. */
export async function secretOf({ kubernetes }: World, name: string, key: string): Promise<string> {
  const secret = await kubernetes.get<{ readonly data?: Readonly<Record<string, string>> }>(
    "secret",
    name,
    NAMESPACE,
  );
  const value = secret?.data?.[key] ?? assert.fail(`Argo CD's secret ${name} has no ${key}`);
  return Buffer.from(value, "base64").toString();
}

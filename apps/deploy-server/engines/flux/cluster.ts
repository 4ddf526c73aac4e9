import { step } from "../../../../lib/store/step.ts";
import { listAt } from "../../narrow.ts";
import { callApi, findAtApi, type KubernetesClient } from "../kubernetes/client.ts";
import {
  readHelmRelease,
  readKustomization,
  readSource,
  REQUESTED_AT,
  type Kustomization,
  type Reference,
  type Source,
} from "./objects.ts";
import { objectOf, type FluxState, type Taker } from "./state.ts";

/** Where the API server has the kinds of Flux. */
const PATHS: Readonly<Record<string, readonly [group: string, resource: string]>> = {
  HelmRelease: ["helm.toolkit.fluxcd.io/v2", "helmreleases"],
  Kustomization: ["kustomize.toolkit.fluxcd.io/v1", "kustomizations"],
  GitRepository: ["source.toolkit.fluxcd.io/v1", "gitrepositories"],
  OCIRepository: ["source.toolkit.fluxcd.io/v1", "ocirepositories"],
  HelmChart: ["source.toolkit.fluxcd.io/v1", "helmcharts"],
};

/** The path of an object; undefined for a kind that is none of Flux that the server knows. */
export function pathOf({ kind, namespace, name }: Reference): string | undefined {
  const list = listPath({ kind, namespace });
  return list && `${list}/${encodeURIComponent(name)}`;
}

/** The path of all objects of a kind in a namespace. */
export function listPath({ kind, namespace }: Pick<Reference, "kind" | "namespace">): string | undefined {
  const [group, resource] = PATHS[kind] ?? [];
  return group === undefined || resource === undefined
    ? undefined
    : `/apis/${group}/namespaces/${namespace}/${resource}`;
}

/** @param text `HelmRelease/apps/my-app` */
export function referenceIn(text: string): Reference {
  const [kind = "", namespace = "", name = ""] = text.split("/");
  return { kind, namespace, name };
}

/** `HelmRelease/apps/my-app` */
export function referenceText({ kind, namespace, name }: Reference): string {
  return `${kind}/${namespace}/${name}`;
}

/** An object as it is now; undefined where it is not there. @throws ApiFailure, EngineRefusal, Passing */
export async function findObject(client: KubernetesClient, reference: Reference): Promise<unknown> {
  const path = pathOf(reference);
  if (path === undefined) return undefined;
  const doing = `read ${referenceText(reference)}`;
  return await step("flux.read", () => findAtApi(client, { path, doing }));
}

/** A target's object, and all that a version comes through on its way there; undefined where it is not there. */
export async function findState(client: KubernetesClient, target: Reference): Promise<FluxState | undefined> {
  const object = await findObject(client, target);
  if (object === undefined) return undefined;
  if (target.kind === "Kustomization") {
    const kustomization = readKustomization(object);
    const repository = await sourceOf(client, kustomization);
    return { release: undefined, chart: undefined, kustomization, repository, takers: [] };
  }
  const release = target.kind === "HelmRelease" ? readHelmRelease(object) : undefined;
  const appliedBy = readHelmRelease(object).appliedBy;
  const chart = release === undefined ? readSource(object) : await sourceOf(client, release);
  const applying = appliedBy && (await findObject(client, appliedBy));
  const kustomization = applying === undefined ? undefined : readKustomization(applying);
  const repository = kustomization && (await sourceOf(client, kustomization));
  return { release, chart, kustomization, repository, takers: [] };
}

/** The same with whatever takes a source: the lists of its namespace are long, and seldom needed. */
export async function withTakers(
  client: KubernetesClient,
  target: Reference,
  state: FluxState,
): Promise<FluxState> {
  return target.kind === "OCIRepository" ? { ...state, takers: await findTakers(client, target) } : state;
}

/** Those of a source's namespace that take what it has fetched: a server's account may see no other ones. */
async function findTakers(client: KubernetesClient, source: Reference): Promise<readonly Taker[]> {
  const all = async (kind: Taker["kind"]): Promise<readonly unknown[]> => {
    const path = listPath({ kind, namespace: source.namespace }) ?? "";
    const doing = `list ${kind}s of ${source.namespace}`;
    const list = await step("flux.list takers", () => findAtApi(client, { path, doing }));
    // An object in a list does not say its kind.
    return listAt(list, "items").map((item) => ({ ...(typeof item === "object" && item), kind }));
  };
  const releases = (await all("HelmRelease")).map(readHelmRelease);
  const kustomizations = (await all("Kustomization")).map(readKustomization);
  return [
    ...releases.map((release) => ({ kind: "HelmRelease", release }) as const),
    ...kustomizations.map((kustomization) => ({ kind: "Kustomization", kustomization }) as const),
  ].filter((taker) => isSameReference(objectOf(taker).source, source));
}

function isSameReference(a: Reference | undefined, b: Reference): boolean {
  return a?.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

async function sourceOf(
  client: KubernetesClient,
  { source }: Pick<Kustomization, "source"> | { readonly source: Reference | undefined },
): Promise<Source | undefined> {
  const found = source && (await findObject(client, source));
  return found === undefined ? undefined : readSource(found);
}

/** Asks an object's controller to look at it now, and again even where it has given up. */
export async function askToReconcile(
  client: KubernetesClient,
  reference: Reference,
  { id, isGivenUp }: { readonly id: string; readonly isGivenUp: boolean },
): Promise<void> {
  const again = { "reconcile.fluxcd.io/resetAt": id, "reconcile.fluxcd.io/forceAt": id };
  const annotations = { [REQUESTED_AT]: id, ...(isGivenUp && again) };
  await step("flux.annotate", () =>
    callApi(client, {
      method: "PATCH",
      path: pathOf(reference) ?? "",
      query: { fieldManager: "release-channels" },
      contentType: "application/merge-patch+json",
      body: { metadata: { annotations } },
      doing: `ask for a reconciliation of ${referenceText(reference)}`,
    }),
  );
}

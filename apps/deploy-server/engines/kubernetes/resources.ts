import {
  groupOf,
  readApiObject,
  type ApiObject,
  type GroupKind,
  type ObjectRef,
} from "../../../../lib/deploys/kubernetes/api-object.ts";
import { MEMBER_LABEL } from "../../../../lib/deploys/kubernetes/apply-set.ts";
import { FIELD_MANAGER } from "../../../../lib/deploys/kubernetes/managers.ts";
import { at, isRecord, listAt, textAt } from "../../../../lib/deploys/narrow.ts";
import { step } from "../../../../lib/store/step.ts";
import { EngineRefusal } from "../engine.ts";
import type { Call } from "./call.ts";
import { callApi, findAtApi, watchApi, type KubernetesClient } from "./client.ts";

/** How the API server calls a kind in its paths. */
interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  /** `deployments` */
  readonly name: string;
  readonly isNamespaced: boolean;
}

/** How an object is applied. */
export interface ApplyOptions {
  /** Answers what it would become, and changes nothing. */
  readonly isDryRun?: boolean;
  /** Takes fields from others: only for what somebody changed by hand of ours, where the config says so. */
  readonly isForced?: boolean;
}

const APPLY = "application/apply-patch+yaml";

/** The objects of one namespace of a cluster. */
export interface NamespaceObjects {
  readonly client: KubernetesClient;
  readonly namespace: string;
  /** What the API server has, by `apps/v1`: asked for once. */
  readonly resources: Map<string, Promise<readonly Resource[]>>;
}

export function objectsOf(client: KubernetesClient, namespace: string): NamespaceObjects {
  return { client, namespace, resources: new Map() };
}

/** @throws EngineRefusal for a kind that the cluster does not know, or that is of the whole cluster */
export async function findObject(place: NamespaceObjects, ref: ObjectRef): Promise<ApiObject | undefined> {
  const path = await pathTo(place, ref);
  const json = await step("kubernetes.find", () =>
    findAtApi(place.client, { path, doing: `read ${ref.kind}/${ref.name}` }),
  );
  return readApiObject(json);
}

/** Applies an object as the server's own field manager. @returns as it is then */
export async function applyObject(
  place: NamespaceObjects,
  object: ApiObject,
  { isDryRun = false, isForced = false }: ApplyOptions = {},
): Promise<ApiObject> {
  const { apiVersion, kind, metadata } = object;
  const path = await pathTo(place, { apiVersion, kind, name: metadata.name });
  const call: Call = {
    method: "PATCH",
    path,
    query: {
      fieldManager: FIELD_MANAGER,
      // A misspelt field is refused, and not left out in silence.
      fieldValidation: "Strict",
      ...(isForced && { force: "true" }),
      ...(isDryRun && { dryRun: "All" }),
    },
    contentType: APPLY,
    body: object,
    doing: `apply ${kind}/${metadata.name}`,
  };
  const json = isDryRun
    ? await step("kubernetes.rehearse", () => callApi(place.client, call))
    : await step("kubernetes.apply", () => callApi(place.client, call));
  return readApiObject(json) ?? object;
}

/** Deletes this very object, and what it has made; one that was made anew meanwhile stays. */
export async function removeObject(place: NamespaceObjects, object: ApiObject): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const path = await pathTo(place, { apiVersion, kind, name: metadata.name });
  const uid = textAt(object, "metadata", "uid");
  await step("kubernetes.remove", () =>
    findAtApi(place.client, {
      method: "DELETE",
      path,
      body: { propagationPolicy: "Background", ...(uid !== undefined && { preconditions: { uid } }) },
      doing: `delete ${kind}/${metadata.name}`,
    }),
  );
}

/** The objects of these kinds that carry a set's label; of a kind that is gone, there are none. */
export async function membersOf(
  place: NamespaceObjects,
  kinds: readonly GroupKind[],
  id: string,
): Promise<readonly ApiObject[]> {
  const found: ApiObject[] = [];
  for (const kind of kinds) {
    const resource = await newest(place, kind);
    if (resource === undefined) continue;
    const { apiVersion } = resource;
    const path = listPath(place, resource);
    const json = await step("kubernetes.list members", () =>
      findAtApi(place.client, {
        path,
        query: { labelSelector: `${MEMBER_LABEL}=${id}` },
        doing: `list ${resource.name}`,
      }),
    );
    // A list's items leave out what the list says of all.
    for (const item of listAt(json, "items")) {
      const object = readApiObject(isRecord(item) ? { ...item, apiVersion, kind: resource.kind } : item);
      if (object !== undefined) found.push(object);
    }
  }
  return found;
}

/** The pods of an object with a selector. */
export async function podsOf(place: NamespaceObjects, object: ApiObject): Promise<readonly unknown[]> {
  const labels = Object.entries(at(object, "spec", "selector", "matchLabels") ?? {});
  if (labels.length === 0) return [];
  const labelSelector = labels.map(([name, value]) => `${name}=${String(value)}`).join(",");
  const json = await step("kubernetes.list pods", () =>
    findAtApi(place.client, {
      path: `/api/v1/namespaces/${place.namespace}/pods`,
      query: { labelSelector },
      doing: "list pods",
    }),
  );
  return listAt(json, "items");
}

/** Calls back when a workload of the set changes, until told to stop. */
export function watchSet(
  place: NamespaceObjects,
  id: string,
  { onChange, signal }: { readonly onChange: () => void; readonly signal: AbortSignal },
): Promise<void> {
  return watchApi(
    place.client,
    {
      path: `/apis/apps/v1/namespaces/${place.namespace}/deployments`,
      query: { watch: "true", labelSelector: `${MEMBER_LABEL}=${id}` },
      doing: "watch deployments",
      signal,
    },
    onChange,
  );
}

async function pathTo(place: NamespaceObjects, { apiVersion, kind, name }: ObjectRef): Promise<string> {
  const resource = (await resourcesOf(place, apiVersion)).find((one) => one.kind === kind);
  if (resource === undefined) {
    throw new EngineRefusal(
      "refused",
      `${place.client.cluster} knows no kind ${kind} in ${apiVersion}: install what brings it, or correct the spec`,
    );
  }
  if (!resource.isNamespaced) {
    throw new EngineRefusal(
      "refused",
      `${kind}/${name} is of the whole cluster, and a deploy changes the namespace ${place.namespace} alone: leave it out of the specs`,
    );
  }
  return `${listPath(place, resource)}/${encodeURIComponent(name)}`;
}

function listPath({ namespace }: NamespaceObjects, { apiVersion, name }: Resource): string {
  return `${rootOf(apiVersion)}/namespaces/${namespace}/${name}`;
}

/** A kind in the version that the API server prefers. */
async function newest(place: NamespaceObjects, { group, kind }: GroupKind): Promise<Resource | undefined> {
  const version = group === "" ? "v1" : await preferredVersion(place, group);
  if (version === undefined) return undefined;
  const all = await resourcesOf(place, group === "" ? version : `${group}/${version}`);
  return all.find((one) => one.kind === kind && one.isNamespaced);
}

async function preferredVersion(place: NamespaceObjects, group: string): Promise<string | undefined> {
  const json = await step("kubernetes.find group", () =>
    findAtApi(place.client, { path: `/apis/${group}`, doing: `read the group ${group}` }),
  );
  return textAt(json, "preferredVersion", "version");
}

function resourcesOf(place: NamespaceObjects, apiVersion: string): Promise<readonly Resource[]> {
  const known = place.resources.get(apiVersion);
  if (known !== undefined) return known;
  const read = readResources(place, apiVersion);
  place.resources.set(apiVersion, read);
  return read;
}

async function readResources(place: NamespaceObjects, apiVersion: string): Promise<readonly Resource[]> {
  const json = await step("kubernetes.read resources", () =>
    findAtApi(place.client, { path: rootOf(apiVersion), doing: `read what ${apiVersion} has` }),
  );
  return listAt(json, "resources")
    .map((one) => ({
      apiVersion,
      kind: textAt(one, "kind") ?? "",
      name: textAt(one, "name") ?? "",
      isNamespaced: at(one, "namespaced") === true,
    }))
    .filter(({ name }) => !name.includes("/"));
}

function rootOf(apiVersion: string): string {
  return groupOf(apiVersion) === "" ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
}

import type { DeskRequest } from "../http/desk.ts";
import type { Listeners } from "../http/listeners.ts";
import { isJson, type Json } from "./fields.ts";
import type { Kind } from "./kinds.ts";
import type { ObjectEvent, ObjectStore } from "./store.ts";

/** Which object is meant. */
export interface ObjectName {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

export interface World {
  readonly store: ObjectStore;
  readonly changes: Listeners<ObjectEvent>;
  /** By name. */
  readonly namespaces: Map<string, Json>;
  /** ISO 8601. */
  readonly now: () => string;
  readonly forbidden: Set<string>;
  isReady: boolean;
}

/** A request about objects of a kind. */
export interface Asked {
  readonly request: DeskRequest;
  readonly kind: Kind;
  readonly namespace: string;
  /** Empty for all of them. */
  readonly name: string;
}

/** By which the store knows an object. */
export function keyOf(
  { apiVersion, name: resource }: Kind,
  { namespace, name }: Omit<ObjectName, "kind">,
): string {
  return `${apiVersion}/${namespace}/${resource}/${name}`;
}

/** An object as its path calls it. */
export function named(
  { apiVersion, kind }: Kind,
  { name, namespace }: Omit<ObjectName, "kind">,
  json: Json,
): Json {
  const metadata = isJson(json["metadata"]) ? json["metadata"] : {};
  return { ...json, apiVersion, kind, metadata: { ...metadata, name, namespace } };
}

/** What controllers do at once. */
export function settle({ store, isReady }: World, key: string, object: Json): Json {
  const spec = object["spec"];
  const metadata = object["metadata"];
  if (object["kind"] !== "Deployment" || !isJson(spec) || !isJson(metadata)) return object;
  const replicas = Number(spec["replicas"] ?? 1);
  const ready = isReady ? replicas : 0;
  const status = {
    observedGeneration: metadata["generation"],
    replicas,
    updatedReplicas: replicas,
    readyReplicas: ready,
    availableReplicas: ready,
  };
  return store.update(key, { ...object, status }, { manager: "kube-controller-manager" });
}

import { isDeepStrictEqual } from "node:util";
import type { Controlled } from "./controlled.ts";
import type { Application, Health, Manifest } from "./model.ts";
import { groupOf, keyOf, versionOf, type Rendered } from "./render.ts";
import { uidOf } from "./uid.ts";

/** The answer of `managed-resources`: each resource as it should be, and as it is. */
export function managedResources(controlled: Controlled, { manifests }: Rendered): Record<string, unknown>[] {
  const targets = new Map(manifests.map((manifest) => [keyOf(manifest), manifest]));
  const keys = new Set([...targets.keys(), ...controlled.live.keys()]);
  return [...keys].map((key) => difference(controlled, targets.get(key), controlled.live.get(key)));
}

/** One resource as it should be, and as it is; either may be absent. */
export function difference(
  { application }: Controlled,
  target: Manifest | undefined,
  live: Manifest | undefined,
): Record<string, unknown> {
  const either = target ?? live;
  if (either === undefined) throw new Error("a difference of nothing");
  const group = groupOf(either);
  const now = live === undefined ? null : withServerFields(application, live);
  const predicted =
    target === undefined ? null : live === undefined ? target : withServerFields(application, target);
  return {
    ...(group === "" ? {} : { group }),
    kind: either.kind,
    namespace: either.metadata.namespace ?? "",
    name: either.metadata.name,
    targetState: JSON.stringify(target ?? null),
    liveState: JSON.stringify(now),
    normalizedLiveState: JSON.stringify(now),
    predictedLiveState: JSON.stringify(predicted),
    ...(live === undefined ? {} : { resourceVersion: application.metadata.resourceVersion }),
    ...(isDeepStrictEqual(target, live) ? {} : { modified: true }),
  };
}

/** What the API server adds. */
function withServerFields({ metadata }: Application, manifest: Manifest): Manifest {
  const added = { creationTimestamp: metadata.creationTimestamp, uid: uidOf(keyOf(manifest)) };
  return { ...manifest, metadata: { ...manifest.metadata, ...added } };
}

/** The kinds whose health Argo CD reports. */
const HAVE_HEALTH = new Set(["Deployment", "StatefulSet", "DaemonSet", "Service"]);

/** An application as answered: with the health of its resources, which Argo CD stores separately. */
export function withResourceHealth({ application }: Controlled): Application {
  const { status } = application;
  const resources = status.resources?.map((resource) =>
    HAVE_HEALTH.has(resource.kind) ? { ...resource, health: healthOf(resource, status.health) } : resource,
  );
  return { ...application, status: { ...status, ...(resources !== undefined && { resources }) } };
}

/** The answer of `resource-tree`: what runs, and the pods given by the test. */
export function resourceTree({ application, live, pods }: Controlled): Record<string, unknown> {
  const { health } = application.status;
  const nodes = [...live.values()].map((manifest) => ({
    ...(groupOf(manifest) === "" ? {} : { group: groupOf(manifest) }),
    version: versionOf(manifest),
    kind: manifest.kind,
    namespace: manifest.metadata.namespace,
    name: manifest.metadata.name,
    uid: uidOf(keyOf(manifest)),
    resourceVersion: application.metadata.resourceVersion,
    ...(HAVE_HEALTH.has(manifest.kind) ? { health: healthOf(manifest, health) } : {}),
    createdAt: application.metadata.creationTimestamp,
  }));
  const owner = nodes.find(({ kind }) => kind === "Deployment" || kind === "StatefulSet");
  const namespace = application.spec.destination.namespace;
  const podNodes = pods.map(({ name, health, reason = "Running", restarts = 0 }) => ({
    version: "v1",
    kind: "Pod",
    namespace,
    name,
    uid: uidOf(name),
    ...(owner === undefined
      ? {}
      : {
          parentRefs: [
            { group: "apps", version: "v1", kind: owner.kind, namespace, name: owner.name, uid: owner.uid },
          ],
        }),
    info: [
      { name: "Status Reason", value: reason },
      { name: "Containers", value: health === "Healthy" ? "1/1" : "0/1" },
      ...(restarts === 0 ? [] : [{ name: "Restart Count", value: String(restarts) }]),
    ],
    networkingInfo: { labels: { app: owner?.name ?? name } },
    images: application.status.summary.images ?? [],
    resourceVersion: application.metadata.resourceVersion,
    health: { status: health },
    createdAt: application.metadata.creationTimestamp,
  }));
  return { nodes: [...nodes, ...podNodes] };
}

const healthOf = (
  { kind }: Pick<Manifest, "kind">,
  { status, message }: Health,
): Pick<Health, "status" | "message"> =>
  kind === "Service" || status === undefined
    ? { status: "Healthy" }
    : { status, ...(message !== undefined && { message }) };

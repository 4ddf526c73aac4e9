import { parseAllDocuments } from "yaml";
import { isJson, type Json } from "../kubernetes/fields.ts";
import type { ObjectName } from "../kubernetes/world.ts";
import { at, fieldsIn, listAt, numberAt, textAt } from "../narrow.ts";
import { changeStatus, stands, type NewCondition } from "./status.ts";
import { isSuspended, nameOf, referenceAt, requestedAt, type Reconcile, type World } from "./world.ts";

/** kustomize-controller: applies the files of a folder, of the commit that its source has fetched. */
export const reconcileKustomization: Reconcile = async (world, name) => {
  const object = world.kubernetes.get(name);
  if (object === undefined || isSuspended(object)) return;
  const source = world.kubernetes.get(referenceAt(object, "spec", "sourceRef"));
  const revision = textAt(source, "status", "artifact", "revision");
  if (source === undefined || revision === undefined) return;
  const requested = requestedAt(object);
  const isAttempted = textAt(object, "status", "lastAttemptedRevision") === revision;
  if (isAttempted && textAt(object, "status", "lastHandledReconcileAt") === requested) return;
  const generation = numberAt(object, "metadata", "generation");
  const progress = { reason: "Progressing", message: "Reconciliation in progress" };
  changeStatus(world, name, {
    set: [
      { type: "Reconciling", status: "True", ...progress },
      { type: "Ready", status: "Unknown", ...progress },
    ],
    remove: ["Healthy"],
    fields: { lastAttemptedRevision: revision, observedGeneration: generation },
  });
  const failure = await applyFiles(world, object, { source, commit: revision.slice(-40) });
  const failed: readonly NewCondition[] = [
    { type: "Ready", status: "False", reason: "BuildFailed", message: failure ?? "" },
  ];
  if (failure !== undefined) {
    changeStatus(world, name, {
      set: failed,
      remove: ["Reconciling"],
      fields: { lastHandledReconcileAt: requested },
    });
    return;
  }
  const unhealthy = at(object, "spec", "wait") === true ? await untilHealthy(world, name) : undefined;
  changeStatus(world, name, outcomeOf({ revision, requested, unhealthy }));
};

function outcomeOf({
  revision,
  requested,
  unhealthy,
}: {
  readonly revision: string;
  readonly requested: string | undefined;
  readonly unhealthy: string | undefined;
}) {
  const remove = ["Reconciling"];
  if (unhealthy !== undefined) {
    const failed = { reason: "HealthCheckFailed", message: unhealthy };
    const set: readonly NewCondition[] = [
      { type: "Ready", status: "False", ...failed },
      { type: "Healthy", status: "False", ...failed },
    ];
    return { set, remove, fields: { lastHandledReconcileAt: requested } };
  }
  const message = `Applied revision: ${revision}`;
  const set: readonly NewCondition[] = [
    { type: "Ready", status: "True", reason: "ReconciliationSucceeded", message },
  ];
  return { set, remove, fields: { lastAppliedRevision: revision, lastHandledReconcileAt: requested } };
}

/** Applies all objects of the folder, and deletes those that are no longer there. @returns what cannot be built */
async function applyFiles(
  world: World,
  kustomization: Json,
  { source, commit }: { readonly source: Json; readonly commit: string },
): Promise<string | undefined> {
  const { kubernetes, mirrors } = world;
  const folder = (textAt(kustomization, "spec", "path") ?? "").replace(/^\.?\//, "").replace(/\/$/, "");
  const files = await mirrors.files(textAt(source, "spec", "url") ?? "", commit, folder);
  const objects: Json[] = [];
  for (const [path, text] of files) {
    if (!/\.ya?ml$/.test(path) || path.endsWith("kustomization.yaml")) continue;
    for (const document of parseAllDocuments(text)) {
      if ("errors" in document && document.errors.length > 0)
        return `kustomize build failed: ${path} is not YAML`;
      const json: unknown = "toJS" in document ? document.toJS() : undefined;
      if (isJson(json)) objects.push(json);
    }
  }
  const { namespace, name } = nameOf(kustomization);
  const labels = {
    "kustomize.toolkit.fluxcd.io/name": name,
    "kustomize.toolkit.fluxcd.io/namespace": namespace,
  };
  for (const object of objects) {
    const metadata = fieldsIn(object["metadata"]);
    const labelled = {
      ...object,
      metadata: { ...metadata, labels: { ...fieldsIn(metadata["labels"]), ...labels } },
    };
    kubernetes.apply(nameOf(object), labelled, "kustomize-controller");
  }
  const wanted = new Set(objects.map((object) => idOf(nameOf(object))));
  for (const gone of inventoryOf(kustomization).filter((one) => !wanted.has(idOf(one))))
    kubernetes.remove(gone);
  const entries = objects.map((object) => ({ id: idOf(nameOf(object)) }));
  changeStatus(world, nameOf(kustomization), { fields: { inventory: { entries } } });
  return undefined;
}

const idOf = ({ namespace, name, kind }: ObjectName): string => `${namespace}_${name}_${kind}`;

function inventoryOf(kustomization: Json): readonly ObjectName[] {
  return listAt(kustomization, "status", "inventory", "entries").map((entry) => {
    const [namespace = "", name = "", kind = ""] = (textAt(entry, "id") ?? "").split("_");
    return { namespace, name, kind };
  });
}

/** Waits until what was applied is ready, or will never be. @returns what is not healthy */
async function untilHealthy({ kubernetes }: World, name: ObjectName): Promise<string | undefined> {
  const releases = (): readonly Json[] =>
    inventoryOf(kubernetes.get(name) ?? {})
      .filter(({ kind }) => kind === "HelmRelease")
      .map((one) => kubernetes.get(one))
      .filter((object) => object !== undefined);
  const isOpen = (object: Json): boolean => !stands(object, "Stalled") && !isReady(object);
  while (releases().some(isOpen)) {
    await new Promise<void>((resolve) => {
      const stop = kubernetes.onChange(() => {
        stop();
        resolve();
      });
    });
  }
  const sick = releases().find((object) => !isReady(object));
  if (sick === undefined) return undefined;
  const { namespace, name: own } = nameOf(sick);
  return `health check failed after 1s: failed early due to stalled resources: [HelmRelease/${namespace}/${own} status: 'Failed']`;
}

function isReady(object: Json): boolean {
  const isObserved =
    numberAt(object, "status", "observedGeneration") === numberAt(object, "metadata", "generation");
  return isObserved && stands(object, "Ready") && !stands(object, "Reconciling");
}

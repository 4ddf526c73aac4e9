import { parseAllDocuments } from "yaml";
import { isJson, type Json } from "../kubernetes/fields.ts";
import type { ObjectName } from "../kubernetes/world.ts";
import { at, fieldsIn, listAt, numberAt, textAt } from "../narrow.ts";
import { changeStatus, messageAt, stands, type NewCondition } from "./status.ts";
import { isSuspended, nameOf, referenceAt, requestedAt, type Reconcile, type World } from "./world.ts";

/**
 * kustomize-controller: applies the files of a folder, of the commit that its source has fetched. The states are those of
 * `reconcile`, `checkHealth` and `finalizeStatus` in
 * https://github.com/fluxcd/kustomize-controller/blob/v1.7.3/internal/controller/kustomization_controller.go
 */
export const reconcileKustomization: Reconcile = async (world, name) => {
  const object = world.kubernetes.get(name);
  if (object === undefined || isSuspended(object)) return;
  const source = world.kubernetes.get(referenceAt(object, "spec", "sourceRef"));
  const revision = textAt(source, "status", "artifact", "revision");
  if (source === undefined || revision === undefined) return;
  const requested = requestedAt(object);
  const isHandled = textAt(object, "status", "lastHandledReconcileAt") === requested;
  if (isHandled && isAttempted(object, revision)) return;
  const report = (doing: string, more: readonly NewCondition[] = []): void =>
    changeStatus(world, name, {
      set: [
        {
          ...RECONCILING,
          message: `${doing} for revision ${revision} with a timeout of ${timeoutOf(object)}`,
        },
        { ...PROGRESSING, type: "Ready", message: "Reconciliation in progress" },
        ...more,
      ],
    });
  report("Fetching manifests");
  const failure = await applyFiles(world, object, { source, commit: revision.slice(-40) });
  if (failure?.reason !== "ArtifactFailed") {
    changeStatus(world, name, { fields: { lastAttemptedRevision: revision } });
  }
  if (failure !== undefined) {
    fail(world, name, [{ type: "Ready", status: "False", ...failure }]);
    world.tell(name, { severity: "error", ...failure, revision });
    return;
  }
  const waits = at(object, "spec", "wait") === true;
  if (waits) {
    const message = `Running health checks for revision ${revision} with a timeout of ${timeoutOf(object)}`;
    report("Running health checks", [{ ...PROGRESSING, type: "Healthy", message }]);
    const unhealthy = await untilHealthy(world, name);
    if (unhealthy !== undefined) {
      const failed = { status: "False", reason: "HealthCheckFailed", message: unhealthy } as const;
      fail(world, name, [
        { type: "Ready", ...failed },
        { type: "Healthy", ...failed },
      ]);
      world.tell(name, { severity: "error", reason: failed.reason, message: unhealthy, revision });
      return;
    }
    const passed = { status: "True", reason: "Succeeded", message: "Health check passed in 1s" } as const;
    changeStatus(world, name, { set: [{ type: "Healthy", ...passed }] });
  }
  const message = `Applied revision: ${revision}`;
  changeStatus(world, name, {
    set: [{ type: "Ready", status: "True", reason: "ReconciliationSucceeded", message }],
    remove: waits ? ["Reconciling"] : ["Reconciling", "Healthy"],
    fields: {
      lastAppliedRevision: revision,
      lastHandledReconcileAt: requested,
      observedGeneration: numberAt(world.kubernetes.get(name), "metadata", "generation"),
    },
  });
  world.tell(name, {
    severity: "info",
    reason: "ReconciliationSucceeded",
    message: "Reconciliation finished in 1s, next run in 10m0s",
    revision,
  });
};

const PROGRESSING = { status: "Unknown", reason: "Progressing" } as const;
const RECONCILING = { type: "Reconciling", status: "True", reason: "Progressing" } as const;

/** Without `timeout`, 30 seconds less than the usual interval of these guides. */
function timeoutOf(object: Json): string {
  return textAt(object, "spec", "timeout") ?? "9m30s";
}

/** Of a folder that is not there it notes no revision: what it was doing names it. */
function isAttempted(object: Json, revision: string): boolean {
  const isMissing = messageAt(object, "Ready").startsWith(MISSING);
  return isMissing
    ? messageAt(object, "Reconciling").includes(revision)
    : textAt(object, "status", "lastAttemptedRevision") === revision;
}

/** It is tried again, and of its generation nothing is observed. */
function fail(world: World, name: ObjectName, set: readonly NewCondition[]): void {
  const object = world.kubernetes.get(name);
  const message = messageAt(object, "Reconciling");
  changeStatus(world, name, {
    set: [{ ...RECONCILING, reason: "ProgressingWithRetry", message }, ...set],
    fields: { lastHandledReconcileAt: object && requestedAt(object) },
  });
}

const MISSING = "kustomization path not found";

/** Why files cannot be applied. */
interface Failure {
  readonly reason: "ArtifactFailed" | "BuildFailed";
  readonly message: string;
}

/** Applies all objects of the folder, and deletes those that are no longer there. @returns what cannot be built */
async function applyFiles(
  world: World,
  kustomization: Json,
  { source, commit }: { readonly source: Json; readonly commit: string },
): Promise<Failure | undefined> {
  const { kubernetes, mirrors } = world;
  const folder = (textAt(kustomization, "spec", "path") ?? "").replace(/^\.?\//, "").replace(/\/$/, "");
  const files = await mirrors.files(textAt(source, "spec", "url") ?? "", commit, folder);
  if (files.size === 0) {
    const message = `${MISSING}: stat /tmp/kustomization/${folder}: no such file or directory`;
    return { reason: "ArtifactFailed", message };
  }
  const objects: Json[] = [];
  for (const [path, text] of files) {
    if (!/\.ya?ml$/.test(path) || path.endsWith("kustomization.yaml")) continue;
    for (const document of parseAllDocuments(text)) {
      if ("errors" in document && document.errors.length > 0)
        return { reason: "BuildFailed", message: `kustomize build failed: ${path} is not YAML` };
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

import type { Json } from "../kubernetes/fields.ts";
import type { ObjectName } from "../kubernetes/world.ts";
import { listAt, numberAt, textAt } from "../narrow.ts";
import { changeStatus, type NewCondition } from "./status.ts";
import { isSuspended, requestedAt, type World } from "./world.ts";

/** What a source has fetched, or why not. */
export type Found =
  | {
      readonly revision: string;
      /** Of the conditions. */
      readonly reason: string;
      readonly message: string;
      /** Further fields of the status. */
      readonly fields?: Json;
    }
  | { readonly failure: NewCondition["reason"]; readonly message: string };

export interface Fetching {
  /** Why what is stored is out of date: `NewRevision` */
  readonly outdated: string;
  readonly fetch: (object: Json) => Promise<Found>;
  /** Whether it says that the one before could not be fetched until this one is stored. */
  readonly keepsFailure?: true;
  /** Whether what could not be fetched is tried again, as the real one does after a while. */
  readonly isRetry?: boolean;
}

/**
 * source-controller: fetches what a source names, where its spec has changed or it was asked to. The states are those of
 * `reconcile`, `reconcileSource` and `SummarizeAndPatch`, which all kinds of sources have alike:
 * https://github.com/fluxcd/source-controller/blob/v1.8.5/internal/controller/ocirepository_controller.go
 * https://github.com/fluxcd/source-controller/blob/v1.8.5/internal/reconcile/summarize/summary.go
 */
export async function fetchSource(
  world: World,
  name: ObjectName,
  { outdated, fetch, keepsFailure, isRetry = false }: Fetching,
): Promise<void> {
  const object = world.kubernetes.get(name);
  if (object === undefined || isSuspended(object)) return;
  const generation = numberAt(object, "metadata", "generation");
  const requested = requestedAt(object);
  const isHandled = textAt(object, "status", "lastHandledReconcileAt") === requested;
  const isDue = world.due.delete(`${name.kind}/${name.namespace}/${name.name}`);
  if (isHandled && !isRetry && !isDue && isSettled(object)) return;
  const reconciling = {
    type: "Reconciling",
    status: "True",
    message: `processing object: new generation ${generation ?? 0}`,
  } as const;
  const progressing = { ...reconciling, reason: "Progressing" };
  const unknown = { ...progressing, type: "Ready", status: "Unknown" } as const;
  changeStatus(world, name, { set: [progressing, ...(isUnknown(object) ? [unknown] : [])] });
  const found = await fetch(object);
  if ("failure" in found) {
    const failed = { reason: found.failure, message: found.message };
    changeStatus(world, name, {
      set: [
        { ...reconciling, reason: "ProgressingWithRetry" },
        { type: "Ready", status: "False", ...failed },
        { type: "FetchFailed", status: "True", ...failed },
      ],
      fields: { lastHandledReconcileAt: requested },
    });
    return;
  }
  const { revision, reason, message, fields = {} } = found;
  const stored = textAt(object, "status", "artifact", "revision");
  if (stored !== revision) {
    const old = { type: "ArtifactOutdated", status: "True", reason: outdated, message } as const;
    changeStatus(world, name, {
      set: [progressing, unknown, ...(stored === undefined ? [] : [old])],
      remove: keepsFailure === true ? [] : ["FetchFailed"],
    });
  }
  const done = { status: "True", reason, message } as const;
  changeStatus(world, name, {
    set: [
      { type: "Ready", ...done },
      { type: "ArtifactInStorage", ...done },
    ],
    remove: ["Reconciling", "FetchFailed", "ArtifactOutdated"],
    fields: {
      ...fields,
      artifact: { revision },
      lastHandledReconcileAt: requested,
      observedGeneration: generation,
    },
  });
}

/** Whether its present generation was fetched, or could not be. */
function isSettled(object: Json): boolean {
  const generation = numberAt(object, "metadata", "generation");
  if (numberAt(object, "status", "observedGeneration") === generation) return true;
  return listAt(object, "status", "conditions").some(
    (one) => textAt(one, "type") === "FetchFailed" && numberAt(one, "observedGeneration") === generation,
  );
}

function isUnknown(object: Json): boolean {
  const ready = listAt(object, "status", "conditions").find((one) => textAt(one, "type") === "Ready");
  return ready === undefined || textAt(ready, "status") === "Unknown";
}

import type { Mirrors } from "../cluster/mirrors.ts";
import { sourceFields } from "./compare.ts";
import type { Controlled } from "./controlled.ts";
import type { HistoryEntry, Manifest, Operation, OperationState, ResourceResult } from "./model.ts";
import { groupOf, imagesOf, versionOf } from "./render.ts";

/** An operation with what is needed to carry it out. */
export interface Sync {
  readonly mirrors: Mirrors;
  readonly controlled: Controlled;
  readonly operation: Operation;
  readonly commits: readonly string[];
  readonly startedAt: string;
}

/** What the history keeps of an operation that succeeded. */
export function historyEntry({ controlled, operation, startedAt }: Sync): HistoryEntry {
  const { history = [] } = controlled.application.status;
  const { revision, revisions } = operation.sync;
  return {
    ...(revision === undefined ? {} : { revision }),
    ...(revisions === undefined ? {} : { revisions }),
    deployedAt: controlled.now(),
    id: (history.at(-1)?.id ?? -1) + 1,
    ...sourceFields(controlled.application),
    deployStartedAt: startedAt,
    initiatedBy: operation.initiatedBy,
  };
}

/** What became of each resource; with a refusal, nothing was applied. */
export function results(
  { controlled, operation, commits }: Sync,
  applied: readonly Manifest[],
  refusal?: string,
): NonNullable<OperationState["syncResult"]> {
  const resources = applied.map((manifest): ResourceResult => {
    const group = groupOf(manifest);
    const images = imagesOf(manifest);
    const kind = manifest.kind.toLowerCase();
    return {
      group,
      version: versionOf(manifest),
      kind: manifest.kind,
      namespace: manifest.metadata.namespace ?? "",
      name: manifest.metadata.name,
      status: refusal === undefined ? "Synced" : "SyncFailed",
      message: refusal ?? `${kind}${group === "" ? "" : `.${group}`}/${manifest.metadata.name} configured`,
      hookPhase: refusal === undefined ? "Running" : "Failed",
      syncPhase: "Sync",
      ...(images.length === 0 ? {} : { images }),
    };
  });
  return {
    ...(resources.length === 0 ? {} : { resources }),
    ...(operation.sync.revisions === undefined ? { revision: commits[0] ?? "" } : { revisions: commits }),
    ...sourceFields(controlled.application),
  };
}

/** Publishes the operation's state; the rest of the status stays unchanged. */
export function report(
  { controlled, operation, startedAt }: Sync,
  state: Omit<OperationState, "operation" | "startedAt">,
): void {
  controlled.change({ status: { operationState: { operation, startedAt, ...state } } });
}

/** Publishes how the operation ended; it is no longer in progress. */
export function ended(
  sync: Sync,
  phase: "Succeeded" | "Failed" | "Error",
  message: string,
  syncResult?: NonNullable<OperationState["syncResult"]> & { readonly retryCount?: number },
  history?: readonly HistoryEntry[],
): void {
  const { controlled, operation, startedAt } = sync;
  const { retryCount, ...result } = syncResult ?? {};
  const operationState: OperationState = {
    operation,
    phase,
    message,
    ...(syncResult === undefined ? {} : { syncResult: result }),
    startedAt,
    finishedAt: controlled.now(),
    ...(retryCount === undefined ? {} : { retryCount }),
  };
  controlled.change({
    operation: undefined,
    status: { operationState, ...(history === undefined ? {} : { history }) },
  });
  if (phase === "Succeeded") return;
  const commits = sync.commits.join(" ");
  const condition = {
    type: "SyncError" as const,
    message: `Failed last sync attempt to [${commits}]: ${message}`,
    lastTransitionTime: controlled.now(),
  };
  controlled.change({ status: { conditions: [condition] } });
}

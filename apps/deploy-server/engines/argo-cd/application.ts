import { at, listAt, textAt } from "../../narrow.ts";
import type { ForeignOperation } from "../engine.ts";

/** The name of the info by which a sync is known as a request's. */
export const INFO_NAME = "deploy-request";

/** An Argo CD application, as far as it is looked at. */
export interface Application {
  readonly project: string;
  readonly sources: readonly ApplicationSource[];
  /** Whether the specification has a list of sources, even of one: then revisions are lists, too. */
  readonly hasSources: boolean;
  readonly isAutomatic: boolean;
  /** What syncs should make, for those who prune. */
  readonly manifestPaths: string | undefined;
  readonly sync: { readonly status: string; readonly revisions: readonly string[] };
  readonly health: { readonly status: string; readonly message: string | undefined };
  /** What is under way or to come. */
  readonly operation: Operation | undefined;
  /** What is under way, or was the last. */
  readonly state: OperationState | undefined;
  /** What was synced last, one revision for each source. */
  readonly lastSynced: readonly string[];
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  readonly resources: readonly Resource[];
  /** Those of the pods that run: https://github.com/argoproj/argo-cd/blob/v3.2.11/pkg/apis/application/v1alpha1/types.go */
  readonly images: readonly string[];
}

export interface ApplicationSource {
  readonly repository: string;
  readonly path: string | undefined;
  readonly branch: string;
  readonly ref: string | undefined;
  readonly valueFiles: readonly string[];
}

export interface Operation {
  readonly by: string;
  readonly request: string | undefined;
  /** One for each source. */
  readonly revisions: readonly string[];
  readonly isAutomatic: boolean;
}

export interface OperationState extends Operation {
  readonly phase: string;
  readonly message: string;
  readonly startedAt: string | undefined;
  /** Of what was synced; empty while a sync of one wave runs. */
  readonly synced: readonly string[];
  readonly resources: readonly {
    readonly resource: string;
    readonly status: string;
    readonly message: string;
  }[];
}

export interface Resource {
  /** `Deployment/my-app` */
  readonly resource: string;
  readonly sync: string;
  readonly health: string | undefined;
  readonly message: string | undefined;
}

/** Reads an application from Argo CD's JSON; what is missing is read as Argo CD leaves it out. */
export function readApplication(json: unknown): Application {
  const many = listAt(json, "spec", "sources");
  const single = at(json, "spec", "source");
  const sources = (many.length > 0 ? many : [single]).filter((one) => one !== undefined).map(readSource);
  const automated = at(json, "spec", "syncPolicy", "automated");
  const operation = at(json, "operation");
  const state = at(json, "status", "operationState");
  const last = listAt(json, "status", "history").at(-1);
  return {
    project: textAt(json, "spec", "project") ?? "",
    sources,
    hasSources: many.length > 0,
    isAutomatic: automated !== undefined && automated !== null && at(automated, "enabled") !== false,
    manifestPaths: textAt(json, "metadata", "annotations", "argocd.argoproj.io/manifest-generate-paths"),
    sync: {
      status: textAt(json, "status", "sync", "status") ?? "Unknown",
      revisions: revisionsOf(at(json, "status", "sync")),
    },
    health: {
      status: textAt(json, "status", "health", "status") ?? "Unknown",
      message: textAt(json, "status", "health", "message"),
    },
    operation: operation === undefined ? undefined : readOperation(operation),
    state: state === undefined ? undefined : readState(state),
    lastSynced: revisionsOf(last),
    conditions: listAt(json, "status", "conditions").map((one) => ({
      type: textAt(one, "type") ?? "",
      message: textAt(one, "message") ?? "",
    })),
    resources: listAt(json, "status", "resources").map((one) => ({
      resource: resourceName(one),
      sync: textAt(one, "status") ?? "Unknown",
      health: textAt(one, "health", "status"),
      message: textAt(one, "health", "message"),
    })),
    images: listAt(json, "status", "summary", "images").filter((image) => typeof image === "string"),
  };
}

/** `Deployment/my-app` */
export function resourceName(json: unknown): string {
  return `${textAt(json, "kind") ?? "?"}/${textAt(json, "name") ?? "?"}`;
}

/** Whose operation keeps others out now. */
export function operationUnderWay({ operation, state }: Application): ForeignOperation | undefined {
  const isRunning = state?.phase === "Running" || state?.phase === "Terminating";
  const current = operation ?? (isRunning ? state : undefined);
  // What is asked for and has not begun stands beside the state of the one before.
  const since = isRunning ? state?.startedAt : undefined;
  const isEnding = state?.phase === "Terminating";
  return current && { by: current.by, request: current.request, since, isEnding };
}

function readSource(json: unknown): ApplicationSource {
  return {
    repository: textAt(json, "repoURL") ?? "",
    path: textAt(json, "path"),
    branch: textAt(json, "targetRevision") ?? "HEAD",
    ref: textAt(json, "ref"),
    valueFiles: listAt(json, "helm", "valueFiles").filter((file) => typeof file === "string"),
  };
}

function readOperation(json: unknown): Operation {
  const infos = listAt(json, "info");
  const request = infos.find((info) => textAt(info, "name") === INFO_NAME);
  const isAutomatic = at(json, "initiatedBy", "automated") === true;
  return {
    by: isAutomatic ? "Argo CD itself" : (textAt(json, "initiatedBy", "username") ?? "somebody"),
    request: request === undefined ? undefined : textAt(request, "value"),
    revisions: revisionsOf(at(json, "sync")),
    isAutomatic,
  };
}

function readState(json: unknown): OperationState {
  return {
    ...readOperation(at(json, "operation")),
    phase: textAt(json, "phase") ?? "Running",
    message: textAt(json, "message") ?? "",
    startedAt: textAt(json, "startedAt"),
    synced: revisionsOf(at(json, "syncResult")),
    resources: listAt(json, "syncResult", "resources").map((one) => ({
      resource: resourceName(one),
      status: textAt(one, "status") ?? "",
      message: textAt(one, "message") ?? "",
    })),
  };
}

/** One source has `revision`, several have `revisions`. */
function revisionsOf(json: unknown): readonly string[] {
  const many = listAt(json, "revisions").filter((revision) => typeof revision === "string");
  if (many.length > 0) return many;
  const single = textAt(json, "revision");
  return single === undefined || single === "" ? [] : [single];
}

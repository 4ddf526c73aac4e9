/** The part of Argo CD's vocabulary that the sandbox uses: names and shapes are those of its API. */

export interface ApplicationSource {
  readonly repoURL: string;
  readonly path?: string;
  /** A branch, a tag, a commit; the default branch for `HEAD` or nothing. */
  readonly targetRevision?: string;
  readonly helm?: {
    /** Relative to the path, or `$<ref>/<path>` in another source. */
    readonly valueFiles?: readonly string[];
    readonly releaseName?: string;
  };
  /** Gives the source a name for others' value files. */
  readonly ref?: string;
}

export interface RetryStrategy {
  readonly limit?: number;
  readonly backoff?: { readonly duration?: string; readonly factor?: number; readonly maxDuration?: string };
}

export interface ApplicationSpec {
  readonly project: string;
  readonly destination: { readonly server: string; readonly namespace: string };
  readonly source?: ApplicationSource;
  readonly sources?: readonly ApplicationSource[];
  readonly syncPolicy?: {
    readonly automated?: {
      readonly prune?: boolean;
      readonly selfHeal?: boolean;
      readonly enabled?: boolean;
    };
    readonly syncOptions?: readonly string[];
    readonly retry?: RetryStrategy;
  };
}

export type SyncStatusCode = "Synced" | "OutOfSync" | "Unknown";
export type HealthStatusCode = "Healthy" | "Progressing" | "Degraded" | "Missing" | "Suspended" | "Unknown";
export type OperationPhase = "Running" | "Terminating" | "Succeeded" | "Failed" | "Error";

export interface Health {
  readonly status?: HealthStatusCode;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

export interface Info {
  readonly name: string;
  readonly value: string;
}

/** Who started an operation: an account, `proj:<project>:<role>`, or Argo CD itself. */
export type Initiator = { readonly username: string } | { readonly automated: true };

export interface SyncOperation {
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly prune?: boolean;
  readonly dryRun?: boolean;
  readonly source?: ApplicationSource;
  readonly sources?: readonly ApplicationSource[];
  readonly syncOptions?: readonly string[];
  readonly resources?: readonly ResourceName[];
}

export interface Operation {
  readonly sync: SyncOperation;
  readonly info?: readonly Info[];
  readonly initiatedBy: Initiator;
  readonly retry: RetryStrategy;
}

export interface ResourceName {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface ResourceResult extends ResourceName {
  readonly version: string;
  readonly status: "Synced" | "SyncFailed" | "Pruned" | "PruneSkipped";
  readonly message: string;
  readonly hookPhase: "Running" | "Failed" | "Succeeded";
  readonly syncPhase: "Sync";
  readonly images?: readonly string[];
}

export interface OperationState {
  readonly operation: Operation;
  readonly phase: OperationPhase;
  readonly message?: string;
  readonly syncResult?: {
    readonly resources?: readonly ResourceResult[];
    readonly revision?: string;
    readonly revisions?: readonly string[];
    readonly source?: ApplicationSource;
    readonly sources?: readonly ApplicationSource[];
  };
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly retryCount?: number;
}

export interface ResourceStatus extends ResourceName {
  readonly version: string;
  readonly status: SyncStatusCode;
  readonly health?: Health;
  readonly requiresPruning?: true;
}

export interface Condition {
  readonly type: "ComparisonError" | "SyncError";
  readonly message: string;
  readonly lastTransitionTime: string;
}

export interface HistoryEntry {
  readonly id: number;
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly source?: ApplicationSource;
  readonly sources?: readonly ApplicationSource[];
  readonly deployStartedAt: string;
  readonly deployedAt: string;
  readonly initiatedBy: Initiator;
}

export interface ApplicationStatus {
  readonly resources?: readonly ResourceStatus[];
  readonly sync: {
    readonly status: SyncStatusCode | "";
    readonly comparedTo?: Pick<ApplicationSpec, "destination" | "source" | "sources">;
    readonly revision?: string;
    readonly revisions?: readonly string[];
  };
  readonly health: Health;
  readonly history?: readonly HistoryEntry[];
  readonly conditions?: readonly Condition[];
  readonly reconciledAt?: string;
  readonly operationState?: OperationState;
  readonly sourceType?: SourceType;
  readonly sourceTypes?: readonly SourceType[];
  readonly summary: { readonly images?: readonly string[] };
  readonly resourceHealthSource: "appTree";
  readonly controllerNamespace: "argocd";
  readonly sourceHydrator: Readonly<Record<string, never>>;
}

export type SourceType = "Helm" | "Kustomize" | "Directory";

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: true;
  readonly blockOwnerDeletion: true;
}

export interface Application {
  readonly metadata: {
    readonly name: string;
    readonly namespace: "argocd";
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation: number;
    readonly creationTimestamp: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly OwnerReference[];
  };
  readonly spec: ApplicationSpec;
  readonly operation?: Operation;
  readonly status: ApplicationStatus;
}

/** The parts of a Kubernetes object that are used here. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** A sync window of a project. The test says whether it is open: the sandbox ignores schedules. */
export interface SyncWindow {
  readonly kind: "allow" | "deny";
  readonly schedule: string;
  readonly duration: string;
  readonly applications: readonly string[];
  readonly manualSync?: boolean;
  readonly active: boolean;
}

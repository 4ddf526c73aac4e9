/**
 * Transitions that no recording has, and that the controllers' source has: what `from` matches may become `to`, in which
 * `$<healthy>` stands for what the first had there.
 */
export interface SourceRule {
  readonly kind: string;
  /** The functions that do so. */
  readonly of: string;
  readonly from: RegExp;
  readonly to: string;
}

const PROGRESSING = "Ready=Unknown/Progressing@now Reconciling=True/Progressing@now none";
const progressing = (healthy: string): RegExp => new RegExp(`^${healthy}${PROGRESSING}$`);
const KEPT = "(?<healthy>Healthy=\\S+ )?";

/** https://github.com/fluxcd/kustomize-controller/blob/v1.7.3/internal/controller/kustomization_controller.go */
const KUSTOMIZATION: readonly SourceRule[] = [
  { of: "reconcile", from: new RegExp(`^${KEPT}.*none$`), to: `$<healthy>${PROGRESSING}` },
  {
    of: "checkHealth",
    from: progressing("(?:Healthy=\\S+ )?"),
    to: `Healthy=Unknown/Progressing ${PROGRESSING}`,
  },
  {
    of: "checkHealth",
    from: progressing("Healthy=Unknown/Progressing "),
    to: `Healthy=True/Succeeded ${PROGRESSING}`,
  },
  {
    of: "checkHealth, finalizeStatus",
    from: progressing("Healthy=Unknown/Progressing "),
    to: "Healthy=False/HealthCheckFailed Ready=False/HealthCheckFailed@now Reconciling=True/ProgressingWithRetry@now none",
  },
  {
    of: "reconcile, finalizeStatus",
    from: progressing("Healthy=True/Succeeded "),
    to: "Healthy=True/Succeeded Ready=True/ReconciliationSucceeded@now none",
  },
  // Without `wait`, and with nothing to wait for.
  {
    of: "checkHealth, reconcile, finalizeStatus",
    from: progressing("(?:Healthy=\\S+ )?"),
    to: "Ready=True/ReconciliationSucceeded@now none",
  },
  ...["ArtifactFailed", "BuildFailed"].map((reason) => ({
    of: "reconcile, finalizeStatus",
    from: progressing(KEPT),
    to: `$<healthy>Ready=False/${reason}@now Reconciling=True/ProgressingWithRetry@now none`,
  })),
].map((rule) => ({ kind: "Kustomization", ...rule }));

/**
 * From any state that it has begun to reconcile, of which the recording has but some: it finds that the source is not
 * ready, or that it is, and begins to install or to upgrade.
 * https://github.com/fluxcd/helm-controller/blob/v1.6.0/internal/controller/helmrelease_controller.go
 * https://github.com/fluxcd/helm-controller/blob/v1.6.0/internal/reconcile/atomic_release.go
 */
const HELM_RELEASE: readonly SourceRule[] = [
  { of: "HelmReleaseReconciler.reconcileRelease", ready: "Ready=False/SourceNotReady@now" },
  { of: "AtomicRelease.Reconcile", ready: "Ready=Unknown/Progressing@now" },
].map(({ of, ready }) => ({
  kind: "HelmRelease",
  of,
  from: /^(?:Ready=\S+ )?(?<rest>Reconciling=True\/Progressing@now .*)$/,
  to: `${ready} $<rest>`,
}));

const STORED = "(?<stored>ArtifactInStorage=\\S+ )";
const RECONCILING = "Reconciling=True/Progressing@now none";

/**
 * https://github.com/fluxcd/source-controller/blob/v1.8.5/internal/controller/ocirepository_controller.go, and the same in
 * gitrepository_controller.go and helmchart_controller.go, the last one but for a failure before; SummarizeAndPatch and ComputeReconcileResult are in
 * https://github.com/fluxcd/source-controller/tree/v1.8.5/internal/reconcile
 */
const SOURCES: readonly SourceRule[] = [
  { kind: "GitRepository", succeeded: "Succeeded", failed: "GitOperationFailed", outdated: "NewRevision" },
  { kind: "OCIRepository", succeeded: "Succeeded", failed: "OCIArtifactPullFailed", outdated: "NewRevision" },
  {
    kind: "HelmChart",
    succeeded: "ChartPullSucceeded",
    failed: "ChartPullError",
    outdated: "NewChart",
    // `observeChartBuild` takes it away only when all is built.
    kept: "$<failed>",
  },
].flatMap(({ kind, succeeded, failed, outdated, kept = "" }) =>
  [
    { of: "reconcile", from: /^none$/, to: `Ready=Unknown/Progressing@now ${RECONCILING}` },
    {
      of: "reconcile",
      from: /^(?<kept>.*Ready=(?:True|False)\S+ )(?:Reconciling=\S+ )?none$/,
      to: `$<kept>${RECONCILING}`,
    },
    {
      of: "reconcileSource",
      from: new RegExp(`^${STORED}(?<failed>FetchFailed=\\S+ )?Ready=\\S+ ${RECONCILING}$`),
      to: `$<stored>ArtifactOutdated=True/${outdated} ${kept}Ready=Unknown/Progressing@now ${RECONCILING}`,
    },
    {
      of: "reconcileArtifact, SummarizeAndPatch",
      from: new RegExp(`^.*${RECONCILING}$`),
      to: `ArtifactInStorage=True/${succeeded} Ready=True/${succeeded}@now none`,
    },
    {
      of: "reconcileSource, ComputeReconcileResult",
      from: new RegExp(`^${STORED}?.*${RECONCILING}$`),
      to: `$<stored>FetchFailed=True/${failed} Ready=False/${failed}@now Reconciling=True/ProgressingWithRetry@now none`,
    },
  ].map((rule) => ({ kind, ...rule })),
);

export const SOURCE_RULES: readonly SourceRule[] = [...KUSTOMIZATION, ...SOURCES, ...HELM_RELEASE];

/** Whether the controllers' source has it that a shape becomes another one. */
export function isFromSource(kind: string, from: string, to: string): boolean {
  return SOURCE_RULES.some(
    (rule) => rule.kind === kind && rule.from.test(from) && from.replace(rule.from, rule.to) === to,
  );
}

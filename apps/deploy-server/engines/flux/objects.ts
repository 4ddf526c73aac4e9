import { at, listAt, numberAt, textAt } from "../../narrow.ts";

/** Objects of Flux 2, as far as they are needed: https://fluxcd.io/flux/components/ */

export interface Condition {
  /** `Ready`, `Stalled`, `Released` … */
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

interface FluxObject {
  /** `HelmRelease/apps/my-app` */
  readonly name: string;
  readonly isSuspended: boolean;
  /** Those of its present generation: others are about what it was before. */
  readonly conditions: readonly Condition[];
  /** Whether the controller has dealt with the present generation. */
  readonly isObserved: boolean;
  /** The last request to reconcile that it has dealt with. */
  readonly handled: string | undefined;
}

export interface HelmRelease extends FluxObject {
  /** Of the chart, where the object says it itself. */
  readonly version: string | undefined;
  /** How often a failed upgrade or installation is tried again; negative: for ever. */
  readonly retries: number;
  /** How often the present generation has failed in all. */
  readonly failures: number;
  /** How often what was being installed or upgraded has failed, which is what is rolled back. */
  readonly releaseFailures: number;
  /** The newest release in the cluster. */
  readonly newest: { readonly version: string; readonly isDeployed: boolean } | undefined;
  /** `HelmChart/flux-system/apps-my-app`: where the chart comes from. */
  readonly source: { readonly kind: string; readonly namespace: string; readonly name: string } | undefined;
  /** The Kustomization that applies it: `flux-system/apps`. */
  readonly appliedBy: { readonly namespace: string; readonly name: string } | undefined;
}

/** A Kustomization. */
export interface Kustomization extends FluxObject {
  /** The commit that it is about, 40 hex. */
  readonly attempted: string | undefined;
  /** The commit that it has applied, 40 hex. */
  readonly applied: string | undefined;
}

/** A GitRepository, HelmChart or OCIRepository. */
export interface Source extends FluxObject {
  /** `1.4.2` of a HelmChart, `1.4.2@sha256:…` of an OCIRepository, a commit, 40 hex, of a GitRepository. */
  readonly revision: string | undefined;
}

export function readHelmRelease(object: unknown): HelmRelease {
  const action = textAt(object, "status", "lastAttemptedReleaseAction") ?? "upgrade";
  const failuresOf = (which: string): number => numberAt(object, "status", which) ?? 0;
  const [newest] = listAt(object, "status", "history");
  const labels = at(object, "metadata", "labels");
  const [owner, ownersNamespace] = ["name", "namespace"].map((what) =>
    textAt(labels, `kustomize.toolkit.fluxcd.io/${what}`),
  );
  return {
    ...readObject(object),
    version: textAt(object, "spec", "chart", "spec", "version"),
    retries: numberAt(object, "spec", action, "remediation", "retries") ?? 0,
    failures: failuresOf("failures"),
    releaseFailures: failuresOf("installFailures") + failuresOf("upgradeFailures"),
    newest: newest === undefined ? undefined : readRelease(newest),
    source: sourceOf(object),
    appliedBy:
      owner === undefined || ownersNamespace === undefined
        ? undefined
        : { namespace: ownersNamespace, name: owner },
  };
}

function readRelease(entry: unknown): { readonly version: string; readonly isDeployed: boolean } {
  return {
    version: textAt(entry, "chartVersion") ?? "",
    isDeployed: textAt(entry, "status") === "deployed",
  };
}

function sourceOf(object: unknown): HelmRelease["source"] {
  const reference = at(object, "spec", "chartRef");
  if (reference !== undefined) {
    const namespace = textAt(reference, "namespace") ?? textAt(object, "metadata", "namespace") ?? "";
    return { kind: textAt(reference, "kind") ?? "", namespace, name: textAt(reference, "name") ?? "" };
  }
  // `flux-system/apps-my-app`, once the controller has made it.
  const [namespace, name] = textAt(object, "status", "helmChart")?.split("/") ?? [];
  return namespace === undefined || name === undefined ? undefined : { kind: "HelmChart", namespace, name };
}

export function readKustomization(object: unknown): Kustomization {
  return {
    ...readObject(object),
    attempted: commitOf(textAt(object, "status", "lastAttemptedRevision")),
    applied: commitOf(textAt(object, "status", "lastAppliedRevision")),
  };
}

export function readSource(object: unknown): Source {
  const revision = textAt(object, "status", "artifact", "revision");
  return { ...readObject(object), revision: commitOf(revision) ?? revision };
}

/** `main@sha1:<40 hex>` as its commit. */
function commitOf(revision: string | undefined): string | undefined {
  return /@sha1:([0-9a-f]{40})$/.exec(revision ?? "")?.[1];
}

function readObject(object: unknown): FluxObject {
  const [kind = "", namespace = "", name = ""] = [
    textAt(object, "kind"),
    textAt(object, "metadata", "namespace"),
    textAt(object, "metadata", "name"),
  ];
  const generation = numberAt(object, "metadata", "generation");
  return {
    name: `${kind}/${namespace}/${name}`,
    isSuspended: at(object, "spec", "suspend") === true,
    conditions: listAt(object, "status", "conditions")
      .filter((one) => numberAt(one, "observedGeneration") === generation)
      .map(readCondition),
    isObserved: numberAt(object, "status", "observedGeneration") === generation,
    handled: textAt(object, "status", "lastHandledReconcileAt"),
  };
}

function readCondition(condition: unknown): Condition {
  const status = textAt(condition, "status");
  return {
    type: textAt(condition, "type") ?? "",
    status: status === "True" || status === "False" ? status : "Unknown",
    reason: textAt(condition, "reason") ?? "",
    message: textAt(condition, "message") ?? "",
  };
}

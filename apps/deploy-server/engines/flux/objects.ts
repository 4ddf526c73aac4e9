import { versionOfTag } from "../../../../lib/deploys/flux/chart-version.ts";
import { commitOrRevision } from "../../../../lib/deploys/flux/notification.ts";
import { at, listAt, numberAt, textAt } from "../../narrow.ts";

/** Objects of Flux 2, as far as they are needed: https://fluxcd.io/flux/components/ */

/** The annotation by which anything of Flux is asked to look now: its value comes back in the status. */
export const REQUESTED_AT = "reconcile.fluxcd.io/requestedAt";

export interface Condition {
  /** `Ready`, `Stalled`, `Released` … */
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

export interface FluxObject {
  /** `HelmRelease/apps/my-app` */
  readonly name: string;
  readonly isSuspended: boolean;
  readonly isBeingDeleted: boolean;
  /** Those of its present generation: others are about what it was before. */
  readonly conditions: readonly Condition[];
  /** Whether the controller has dealt with the present generation. */
  readonly isObserved: boolean;
  /** The last request to reconcile that it was asked for, and the last that it has dealt with. */
  readonly requested: string | undefined;
  readonly handled: string | undefined;
}

/** Which object of a namespace another one refers to. */
export interface Reference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
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
  readonly newest: Installed | undefined;
  /** What it calls the release in Helm, and where its pods are. */
  readonly helmName: string;
  readonly targetNamespace: string;
  /** Since when the newest upgrade that failed, or is under way, has been at it: ISO 8601. */
  readonly upgradingSince: string | undefined;
  /** `HelmChart/flux-system/apps-my-app`: where the chart comes from. */
  readonly source: Reference | undefined;
  /** The Kustomization that applies it: `flux-system/apps`. */
  readonly appliedBy: Reference | undefined;
}

/** A release of Helm. */
export interface Installed {
  /** Of the chart; of a chart from an OCIRepository, `+` and 12 digits of its digest follow. */
  readonly version: string;
  readonly isDeployed: boolean;
  /** Of the chart's manifest, where it comes from an OCIRepository. */
  readonly digest: string | undefined;
}

/** A Kustomization. */
export interface Kustomization extends FluxObject {
  /** What it is about: a commit, 40 hex, or `1.4.2@sha256:…` of an OCIRepository. */
  readonly attempted: string | undefined;
  /** What it has applied, alike. */
  readonly applied: string | undefined;
  /** Where it takes its files from, and which folder of that. */
  readonly source: Reference;
  readonly path: string;
  /** Whether it deletes what its files name no more. */
  readonly prunes: boolean;
}

/** A GitRepository, HelmChart or OCIRepository. */
export interface Source extends FluxObject {
  /** `1.4.2` of a HelmChart, `1.4.2@sha256:…` of an OCIRepository, a commit, 40 hex, of a GitRepository. */
  readonly revision: string | undefined;
  /** What it is told to fetch: a chart's version or an OCIRepository's tag, and its digest. */
  readonly wanted: { readonly version: string | undefined; readonly digest: string | undefined };
  /** Of a GitRepository: its address, and the branch that it follows. */
  readonly url: string;
  readonly branch: string;
  /** Of a GitRepository that follows no branch: what it is kept at, such as `the tag v1`. */
  readonly pinnedTo: string | undefined;
}

export function readHelmRelease(object: unknown): HelmRelease {
  const action = textAt(object, "status", "lastAttemptedReleaseAction") ?? "upgrade";
  const failuresOf = (which: string): number => numberAt(object, "status", which) ?? 0;
  const history = listAt(object, "status", "history");
  const [newest] = history;
  const namespace = textAt(object, "metadata", "namespace") ?? "";
  const target = textAt(object, "spec", "targetNamespace");
  const name = textAt(object, "metadata", "name") ?? "";
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
    newest: newest === undefined ? undefined : readInstalled(newest),
    helmName: textAt(object, "spec", "releaseName") ?? (target === undefined ? name : `${target}-${name}`),
    targetNamespace: target ?? namespace,
    upgradingSince: upgradingSince(object, history),
    source: sourceOf(object),
    appliedBy:
      owner === undefined || ownersNamespace === undefined
        ? undefined
        : { kind: "Kustomization", namespace: ownersNamespace, name: owner },
  };
}

function readInstalled(entry: unknown): Installed {
  return {
    version: textAt(entry, "chartVersion") ?? "",
    isDeployed: textAt(entry, "status") === "deployed",
    digest: textAt(entry, "ociDigest"),
  };
}

/** The history has an upgrade only once it has ended. */
function upgradingSince(object: unknown, history: readonly unknown[]): string | undefined {
  const failed = history.find((one) => textAt(one, "status") === "failed");
  const ready = listAt(object, "status", "conditions").find((one) => textAt(one, "type") === "Ready");
  return textAt(failed, "lastDeployed") ?? textAt(ready, "lastTransitionTime");
}

function sourceOf(object: unknown): HelmRelease["source"] {
  if (at(object, "spec", "chartRef") !== undefined) return referenceAt(object, "chartRef");
  // `flux-system/apps-my-app`, once the controller has made it.
  const [namespace, name] = textAt(object, "status", "helmChart")?.split("/") ?? [];
  return namespace === undefined || name === undefined ? undefined : { kind: "HelmChart", namespace, name };
}

export function readKustomization(object: unknown): Kustomization {
  return {
    ...readObject(object),
    attempted: revisionAt(object, "lastAttemptedRevision"),
    applied: revisionAt(object, "lastAppliedRevision"),
    source: referenceAt(object, "sourceRef"),
    path: textAt(object, "spec", "path") ?? "",
    prunes: at(object, "spec", "prune") === true,
  };
}

export function readSource(object: unknown): Source {
  const [ref, spec] = [at(object, "spec", "ref"), at(object, "spec")];
  const tag = textAt(ref, "tag");
  return {
    ...readObject(object),
    revision: revisionAt(object, "artifact", "revision"),
    wanted: {
      version: textAt(spec, "version") ?? textAt(ref, "semver") ?? (tag && versionOfTag(tag)),
      digest: textAt(ref, "digest"),
    },
    url: textAt(spec, "url") ?? "",
    branch: textAt(ref, "branch") ?? "master",
    pinnedTo: textAt(object, "kind") === "GitRepository" ? pinOf(ref) : undefined,
  };
}

/** Each of these counts before a branch: https://fluxcd.io/flux/components/source/gitrepositories/#reference */
function pinOf(ref: unknown): string | undefined {
  for (const field of ["commit", "name", "semver", "tag"]) {
    const value = textAt(ref, field);
    if (value === undefined) continue;
    // A name may be that of a branch, which moves.
    if (field === "name" && value.startsWith("refs/heads/")) return undefined;
    return `spec.ref.${field}: ${value}`;
  }
  return undefined;
}

/** An object without a namespace is in that of whoever refers to it. */
function referenceAt(object: unknown, field: string): Reference {
  const reference = at(object, "spec", field);
  const namespace = textAt(reference, "namespace") ?? textAt(object, "metadata", "namespace") ?? "";
  return { kind: textAt(reference, "kind") ?? "", namespace, name: textAt(reference, "name") ?? "" };
}

/** Of `main@sha1:<40 hex>` the commit alone. */
function revisionAt(object: unknown, ...path: readonly string[]): string | undefined {
  return commitOrRevision(textAt(object, "status", ...path));
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
    isBeingDeleted: at(object, "metadata", "deletionTimestamp") !== undefined,
    conditions: listAt(object, "status", "conditions")
      .filter((one) => numberAt(one, "observedGeneration") === generation)
      .map(readCondition),
    isObserved: numberAt(object, "status", "observedGeneration") === generation,
    requested: textAt(object, "metadata", "annotations", REQUESTED_AT),
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

/** The condition that stands so; undefined where none does. */
export function find(
  object: { readonly conditions: readonly Condition[] } | undefined,
  type: string,
  status: Condition["status"] = "True",
): Condition | undefined {
  return object?.conditions.find((one) => one.type === type && one.status === status);
}

import { numberAt, textAt } from "../narrow.ts";
import { fetchManifest } from "./registry.ts";
import { changeStatus, type StatusChange } from "./status.ts";
import { isSuspended, referenceAt, requestedAt, type Reconcile } from "./world.ts";

/** source-controller: pulls the chart that a HelmChart names, from a HelmRepository of the type oci. */
export const reconcileChart: Reconcile = async (world, name) => {
  const object = world.kubernetes.get(name);
  if (object === undefined || isSuspended(object)) return;
  const generation = numberAt(object, "metadata", "generation");
  if (numberAt(object, "status", "observedGeneration") === generation) return;
  const repository = world.kubernetes.get(referenceAt(object, "spec", "sourceRef"));
  const chart = textAt(object, "spec", "chart") ?? "";
  const version = textAt(object, "spec", "version") ?? "";
  const address = `${textAt(repository, "spec", "url") ?? ""}/${chart}`;
  const fetched = await fetchManifest(address, version.replaceAll("+", "_"));
  changeStatus(world, name, "failure" in fetched ? failedPull(fetched.failure) : pulled());

  function failedPull(failure: string): StatusChange {
    const message = `chart pull error: failed to download chart for remote reference: ${failure}`;
    return {
      set: [
        {
          type: "Reconciling",
          status: "True",
          reason: "ProgressingWithRetry",
          message: "processing object: new generation",
        },
        { type: "Ready", status: "False", reason: "ChartPullError", message },
        { type: "FetchFailed", status: "True", reason: "ChartPullError", message },
      ],
    };
  }

  function pulled(): StatusChange {
    const message = `pulled '${chart}' chart with version '${version}'`;
    return {
      set: ["Ready", "ArtifactInStorage"].map((type) => ({
        type,
        status: "True",
        reason: "ChartPullSucceeded",
        message,
      })),
      remove: ["Reconciling", "FetchFailed"],
      fields: { artifact: { revision: version }, observedChartName: chart, observedGeneration: generation },
    };
  }
};

/** source-controller: fetches what an OCIRepository's tag or digest leads to. */
export const reconcileOciRepository: Reconcile = async (world, name) => {
  const object = world.kubernetes.get(name);
  if (object === undefined || isSuspended(object)) return;
  const generation = numberAt(object, "metadata", "generation");
  const requested = requestedAt(object);
  const isSeen = numberAt(object, "status", "observedGeneration") === generation;
  if (isSeen && textAt(object, "status", "lastHandledReconcileAt") === requested) return;
  const digest = textAt(object, "spec", "ref", "digest");
  const tag = textAt(object, "spec", "ref", "semver") ?? textAt(object, "spec", "ref", "tag") ?? "latest";
  const fetched = await fetchManifest(textAt(object, "spec", "url") ?? "", digest ?? tag);
  if ("failure" in fetched) {
    const message = fetched.failure;
    const failed = { reason: "OCIArtifactPullFailed", message };
    changeStatus(world, name, {
      set: [
        { type: "Ready", status: "False", ...failed },
        { type: "FetchFailed", status: "True", ...failed },
      ],
    });
    return;
  }
  const revision = digest === undefined ? `${tag}@${fetched.digest}` : fetched.digest;
  const message = `stored artifact for digest '${revision}'`;
  changeStatus(world, name, {
    set: ["Ready", "ArtifactInStorage"].map((type) => ({
      type,
      status: "True",
      reason: "Succeeded",
      message,
    })),
    remove: ["FetchFailed"],
    fields: { artifact: { revision }, lastHandledReconcileAt: requested, observedGeneration: generation },
  });
};

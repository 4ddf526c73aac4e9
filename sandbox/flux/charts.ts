import type { ObjectName } from "../kubernetes/world.ts";
import { textAt } from "../narrow.ts";
import { fetchManifest } from "./registry.ts";
import { fetchSource } from "./sources.ts";
import { referenceAt, type Reconcile, type World } from "./world.ts";

/** source-controller: pulls the chart that a HelmChart names, from a HelmRepository of the type oci. */
export const reconcileChart: Reconcile = async (world, name) => pullChart(world, name, { isRetry: false });

/** The same once more, of a chart that could not be pulled. */
export const retryChart: Reconcile = async (world, name) => pullChart(world, name, { isRetry: true });

async function pullChart(
  world: World,
  name: ObjectName,
  { isRetry }: { readonly isRetry: boolean },
): Promise<void> {
  await fetchSource(world, name, {
    isRetry,
    outdated: "NewChart",
    keepsFailure: true,
    fetch: async (object) => {
      const repository = world.kubernetes.get(referenceAt(object, "spec", "sourceRef"));
      const chart = textAt(object, "spec", "chart") ?? "";
      const version = textAt(object, "spec", "version") ?? "";
      const address = `${textAt(repository, "spec", "url") ?? ""}/${chart}`;
      const fetched = await fetchManifest(address, version.replaceAll("+", "_"));
      return "failure" in fetched
        ? {
            failure: "ChartPullError",
            message: `chart pull error: failed to download chart for remote reference: ${fetched.failure}`,
          }
        : {
            revision: version,
            reason: "ChartPullSucceeded",
            message: `pulled '${chart}' chart with version '${version}'`,
            fields: { observedChartName: chart },
          };
    },
  });
}

/** source-controller: fetches what an OCIRepository's tag or digest leads to. */
export const reconcileOciRepository: Reconcile = async (world, name) =>
  fetchSource(world, name, {
    outdated: "NewRevision",
    fetch: async (object) => {
      const digest = textAt(object, "spec", "ref", "digest");
      const tag = textAt(object, "spec", "ref", "semver") ?? textAt(object, "spec", "ref", "tag") ?? "latest";
      const fetched = await fetchManifest(textAt(object, "spec", "url") ?? "", digest ?? tag);
      if ("failure" in fetched) {
        const message = `failed to determine artifact digest: ${fetched.failure}`;
        return { failure: "OCIArtifactPullFailed", message };
      }
      const revision = digest === undefined ? `${tag}@${fetched.digest}` : fetched.digest;
      return { revision, reason: "Succeeded", message: `stored artifact for digest '${revision}'` };
    },
  });

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { recordedFluxObjects, startKubernetes, type Kubernetes as Cluster } from "@release-channels/sandbox";
import type { Observation } from "../engine.ts";
import { openClient } from "../kubernetes/client.ts";
import { Flux } from "./flux.ts";

const NAMESPACE = "flux-system";
const RELEASE = { kind: "HelmRelease", namespace: NAMESPACE, name: "demo" };
const ID = "b6f2c1de-0000-4000-8000-000000000001";

let cluster: Cluster;
beforeEach(async () => {
  cluster = await startKubernetes({ namespaces: [NAMESPACE, "demo"] });
});
afterEach(() => cluster.close());

/** Creates a recorded object that has dealt with the request: a cluster counts generations from 1 on. */
function create(kind: string, object: Readonly<Record<string, unknown>>): void {
  const { name, generation } = object["metadata"] as { readonly name: string; readonly generation: number };
  const place = { kind, namespace: NAMESPACE, name };
  cluster.create(place, object, "kubectl");
  const { conditions, observedGeneration } = object["status"] as Observed & {
    readonly conditions: readonly Observed[];
  };
  const since = ({ observedGeneration: seen }: Observed): Observed => ({
    observedGeneration: seen - generation + 1,
  });
  const status = {
    ...since({ observedGeneration }),
    conditions: conditions.map((one) => ({ ...one, ...since(one) })),
    lastHandledReconcileAt: ID,
  };
  cluster.edit(place, { status }, "flux");
}

interface Observed {
  readonly observedGeneration: number;
}

const FAILURE =
  "Helm upgrade failed for release demo/demo-demo with chart demo@1.1.0: context deadline exceeded";
const rollback = (to: number): string =>
  `Helm rollback to previous release demo/demo-demo.v${to} with chart demo@1.1.0 succeeded`;

test.each<readonly [name: string, version: string, kind: Observation["kind"], says: string]>([
  [
    "upgraded",
    "1.1.0",
    "healthy",
    "Helm upgrade succeeded for release demo/demo-demo.v2 with chart demo@1.1.0",
  ],
  // Another version is what runs: that of the recording was rolled back to.
  ["upgraded", "1.2.0", "progressing", "Flux has not applied ccccccc yet"],
  [
    "failed-upgrade",
    "1.1.0",
    "progressing",
    `${FAILURE}. ${rollback(2)}; Flux tries again, with 1 retry in all`,
  ],
  ["failed-upgrade-retries-exceeded", "1.1.0", "reverted", `${FAILURE}. ${rollback(4)}`],
  [
    "template-error",
    "1.1.0",
    "failed",
    "Helm upgrade failed for release demo/demo-demo with chart demo@1.1.0: execution error at (demo/templates/d.yaml:10:71): image.tag is required",
  ],
  [
    "suspended",
    "1.1.0",
    "progressing",
    "HelmRelease/flux-system/demo is suspended, so that Flux leaves it as it is: resume it",
  ],
  [
    "missing-version",
    "9.9.9",
    "progressing",
    `Flux cannot fetch the chart 9.9.9, and tries again: chart pull error: failed to download chart for remote reference: failed to get 'oci://127.0.0.1:15000/charts/demo:9.9.9': failed to perform "FetchReference" on source: 127.0.0.1:15000/charts/demo:9.9.9: not found`,
  ],
])("the recorded case %s, with %s wanted, is %s", async (name, version, kind, says) => {
  const objects = { ...recordedFluxObjects("failed-upgrade"), ...recordedFluxObjects(name) };
  for (const [each, object] of Object.entries(objects)) create(each, object);
  const chart = { address: "oci://ghcr.io/acme/charts/demo", version, digest: `sha256:${"1".repeat(64)}` };
  const observed = await new Flux(openClient("qa", cluster.kubeconfig), RELEASE).observe({
    id: ID,
    repository: "acme/releases",
    commit: "c".repeat(40),
    wanted: {
      target: { config: "demo", channel: "qa" },
      to: { kind: "chart", chart },
      config: { repository: "", path: "" },
    },
    since: "2026-11-30T14:00:00Z",
    prunes: false,
    standingOf: async () => "not later",
  });
  expect(observed).toMatchObject({ kind, says });
});

import type { Json } from "../kubernetes/fields.ts";
import { listAt, numberAt, textAt } from "../narrow.ts";
import { timeOf } from "./status.ts";
import { nameOf, referenceAt, type World } from "./world.ts";

/** What one action of Helm came to. */
export interface HelmOutcome {
  readonly kind: "deployed" | "failed";
  readonly action: "install" | "upgrade";
  readonly version: string;
}

/** A release as Helm calls it, and the number that its next revision gets. */
export function installedAs(object: Json, version: string) {
  const { namespace, name } = nameOf(object);
  const target = textAt(object, "spec", "targetNamespace");
  const own = textAt(object, "spec", "releaseName") ?? (target === undefined ? name : `${target}-${name}`);
  const chart =
    textAt(object, "spec", "chart", "spec", "chart") ?? referenceAt(object, "spec", "chartRef").name;
  const [newest] = listAt(object, "status", "history");
  const revision = (numberAt(newest, "version") ?? 0) + 1;
  return {
    name: own,
    namespace: target ?? namespace,
    text: `${target ?? namespace}/${own}`,
    chart,
    revision,
    version,
  };
}

/** The history with one more revision; what was deployed before is superseded by what is. */
export function historyAfter(world: World, object: Json, { kind, version }: HelmOutcome): readonly object[] {
  const { name, namespace, chart, revision } = installedAs(object, version);
  const before = listAt(object, "status", "history").map((one) => ({
    ...(typeof one === "object" && one),
    ...(kind === "deployed" && textAt(one, "status") === "deployed" && { status: "superseded" }),
  }));
  const digest = ociDigest(world, object);
  const now = timeOf(world);
  const entry = {
    chartName: chart,
    chartVersion: version,
    appVersion: version,
    ...(digest !== undefined && { ociDigest: digest }),
    firstDeployed: textAt(before.at(-1), "firstDeployed") ?? now,
    lastDeployed: now,
    name,
    namespace,
    status: kind,
    version: revision,
  };
  return [entry, ...before].slice(0, 5);
}

/** Of the chart's manifest; known of an OCIRepository alone. */
function ociDigest({ kubernetes }: World, object: Json): string | undefined {
  const reference = referenceAt(object, "spec", "chartRef");
  if (reference.kind !== "OCIRepository") return undefined;
  const revision = textAt(kubernetes.get(reference), "status", "artifact", "revision") ?? "";
  return /sha256:[0-9a-f]{64}$/.exec(revision)?.[0];
}

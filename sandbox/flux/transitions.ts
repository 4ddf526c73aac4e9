import type { Json } from "../kubernetes/fields.ts";
import { listAt, numberAt, textAt } from "../narrow.ts";
import { recordedFluxObjects, recordedHelmReleases } from "./recorded.ts";

/**
 * A HelmRelease's state without what differs from one to the next: its conditions, which of them are about its present
 * generation, and how the newest release in the cluster stands.
 */
export function shapeOf(object: Json): string {
  const generation = numberAt(object, "metadata", "generation");
  const conditions = listAt(object, "status", "conditions").map((one) => {
    const type = textAt(one, "type") ?? "";
    const isOld = numberAt(one, "observedGeneration") !== generation;
    const age = ["Ready", "Reconciling", "Stalled"].includes(type) ? (isOld ? "@old" : "@now") : "";
    // What is installed and what was upgraded stand alike.
    const reason = textAt(one, "reason")?.replace("InstallSucceeded", "UpgradeSucceeded") ?? "";
    return `${type}=${textAt(one, "status") ?? ""}/${reason}${age}`;
  });
  const [newest] = listAt(object, "status", "history");
  return [...conditions.toSorted(), textAt(newest, "status") ?? "none"].join(" ");
}

/** From one state of the recorded HelmRelease to the next. */
function recordedTransitions(): ReadonlySet<string> {
  const shapes = recordedHelmReleases().map(shapeOf);
  return new Set(shapes.slice(1).map((shape, index) => `${shapes[index] ?? ""} → ${shape}`));
}

/**
 * The states of the other kinds that were recorded, and those that were not, from the source of the controllers:
 * `BuildFailed` and `HealthCheckFailed` of kustomize-controller, `OCIArtifactPullFailed` of source-controller.
 */
const STATES: Readonly<Record<string, readonly string[]>> = {
  Kustomization: [
    "Ready=False/BuildFailed@now none",
    "Healthy=False/HealthCheckFailed Ready=False/HealthCheckFailed@now none",
    "Ready=True/ReconciliationSucceeded@now none",
    "Ready=Unknown/Progressing@now Reconciling=True/Progressing@now none",
  ],
  HelmChart: [
    "FetchFailed=True/ChartPullError Ready=False/ChartPullError@now Reconciling=True/ProgressingWithRetry@now none",
  ],
  OCIRepository: [
    "ArtifactInStorage=True/Succeeded Ready=True/Succeeded@now none",
    "FetchFailed=True/OCIArtifactPullFailed Ready=False/OCIArtifactPullFailed@now none",
    "ArtifactInStorage=True/Succeeded FetchFailed=True/OCIArtifactPullFailed Ready=False/OCIArtifactPullFailed@now none",
  ],
};
const CASES = ["installed", "upgraded", "missing-version", "fixed-after-failure", "suspended"];

let known: { readonly transitions: ReadonlySet<string>; readonly states: ReadonlySet<string> } | undefined;

function knowledge() {
  const states = CASES.map(recordedFluxObjects).flatMap((objects) =>
    Object.entries(objects).map(([kind, object]) => `${kind} ${shapeOf({ ...object, kind })}`),
  );
  const more = Object.entries(STATES).flatMap(([kind, shapes]) => shapes.map((shape) => `${kind} ${shape}`));
  return { transitions: recordedTransitions(), states: new Set([...states, ...more]) };
}

/**
 * @throws Error for a change of an object's status that no recording has: then the stand-in does what Flux never does.
 * Kustomizations' histories are their own, and do not count.
 */
export function refuseTransition(before: Json, after: Json): void {
  known ??= knowledge();
  const kind = textAt(after, "kind") ?? "";
  const [from, to] = [shapeOf(before), shapeOf(after)];
  if (from === to) return;
  const isKnown =
    kind === "HelmRelease"
      ? known.transitions.has(`${from} → ${to}`) || isFromSource(before, after)
      : known.states.has(`${kind} ${to}`);
  if (!isKnown) throw new Error(`no recording of Flux has ${kind} going from\n  ${from}\nto\n  ${to}`);
}

/**
 * What helm-controller does from any state that it has begun to reconcile, of which the recording has but some: it finds
 * that the source is not ready, or that it is, and begins to upgrade.
 * https://github.com/fluxcd/helm-controller/blob/v1.4.0/internal/controller/helmrelease_controller.go
 */
function isFromSource(before: Json, after: Json): boolean {
  const rest = (object: Json): string =>
    shapeOf(object)
      .split(" ")
      .filter((part) => !part.startsWith("Ready="))
      .join(" ");
  const to = shapeOf(after);
  const isReconciling = to.includes("Reconciling=True/Progressing@now");
  const isNext = ["Ready=False/SourceNotReady@now", "Ready=Unknown/Progressing@now"].some((one) =>
    to.includes(one),
  );
  return isReconciling && isNext && rest(before) === rest(after);
}

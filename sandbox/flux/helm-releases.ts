import type { Json } from "../kubernetes/fields.ts";
import type { ObjectName } from "../kubernetes/world.ts";
import { at, fieldsIn, listAt, numberAt, textAt } from "../narrow.ts";
import { retryChart } from "./charts.ts";
import { historyAfter, installedAs, type HelmOutcome } from "./helm-history.ts";
import { leavePod, takePodAway } from "./pods.ts";
import { changeStatus, messageAt, stands } from "./status.ts";
import { isSuspended, nameOf, referenceAt, requestedAt, type Reconcile, type World } from "./world.ts";

/** helm-controller: upgrades a release to what it says, and rolls back what fails, as often as it is told. */
export const reconcileRelease: Reconcile = async (world, name) => {
  const { kubernetes } = world;
  const found = kubernetes.get(name);
  if (found === undefined) return;
  const generation = numberAt(found, "metadata", "generation");
  if (isSuspended(found)) {
    changeStatus(world, name, { fields: { observedGeneration: generation } });
    return;
  }
  const requested = requestedAt(found);
  const isAsked = textAt(found, "status", "lastHandledReconcileAt") !== requested;
  const isSeen = numberAt(found, "status", "observedGeneration") === generation;
  if (isSeen && !isAsked && textAt(found, "status", "lastAttemptedRevision") === revisionOf(world, found))
    return;
  changeStatus(world, name, {
    set: [PREREQUISITES],
    remove: ["Stalled"],
  });
  const source = sourceOf(world, found);
  changeStatus(world, name, { fields: { helmChart: helmChartOf(source) } });
  const isFailed = source.kind === "HelmChart" && stands(kubernetes.get(source), "FetchFailed");
  if (isAsked && isFailed) await retryChart(world, source);
  const chart = kubernetes.get(source);
  if (chart === undefined || !isFetched(chart)) {
    const why = chart === undefined ? "it does not exist yet" : messageAt(chart, "Ready");
    const message = `${source.kind} '${source.namespace}/${source.name}' is not ready: ${why}`;
    changeStatus(world, name, {
      set: [{ type: "Ready", status: "False", reason: "SourceNotReady", message }],
      // It notes what it was asked at the end of all reconciliations, also of this one.
      fields: { lastHandledReconcileAt: requested },
    });
    return;
  }
  await reconcileUpgrade(world, name, { isAsked, requested });
};

async function reconcileUpgrade(
  world: World,
  name: ObjectName,
  { isAsked, requested }: { readonly isAsked: boolean; readonly requested: string | undefined },
): Promise<void> {
  const object = world.kubernetes.get(name) ?? {};
  const generation = numberAt(object, "metadata", "generation");
  const handled = { observedGeneration: generation, ...(isAsked && { lastHandledReconcileAt: requested }) };
  const forced = textAt(object, "metadata", "annotations", "reconcile.fluxcd.io/forceAt");
  const isForced = forced !== undefined && forced === requested && isAsked;
  const isAttempted =
    numberAt(object, "status", "lastAttemptedGeneration") === generation &&
    textAt(object, "status", "lastAttemptedRevision") === revisionOf(world, object);
  if (isAttempted && !isForced) {
    // Nothing is new: what it came to stands.
    const isStalled = numberAt(object, "status", "failures") !== undefined;
    changeStatus(world, name, {
      ...(isStalled && { set: [stalledAfter(object)] }),
      remove: ["Reconciling"],
      fields: handled,
    });
    return;
  }
  changeStatus(world, name, { fields: { failures: undefined, upgradeFailures: undefined } });
  const retries = numberAt(object, "spec", "upgrade", "remediation", "retries") ?? 0;
  for (let tries = 1; ; tries += 1) {
    const outcome = await upgradeOnce(world, name);
    if (outcome === "succeeded") {
      changeStatus(world, name, { remove: ["Reconciling"] });
      changeStatus(world, name, { fields: handled });
      return;
    }
    const isLast = tries > retries;
    if (outcome === "unrendered") {
      // The real one goes on for ever, and waits longer each time.
      changeStatus(world, name, { fields: { lastHandledReconcileAt: requested } });
      if (isLast) return;
      changeStatus(world, name, { set: [PREREQUISITES] });
      continue;
    }
    rollBack(world, name, isLast);
    if (isLast) {
      changeStatus(world, name, { fields: handled });
      return;
    }
    changeStatus(world, name, { set: [PREREQUISITES] });
  }
}

const PREREQUISITES = {
  type: "Reconciling",
  status: "True",
  reason: "Progressing",
  message: "Fulfilling prerequisites",
} as const;

/** One attempt, up to its end. */
async function upgradeOnce(world: World, name: ObjectName): Promise<"succeeded" | "failed" | "unrendered"> {
  const object = world.kubernetes.get(name) ?? {};
  const action = listAt(object, "status", "history").length === 0 ? "install" : "upgrade";
  const message = `Running '${action}' action with timeout of ${textAt(object, "spec", "timeout") ?? "5m0s"}`;
  const running = { reason: "Progressing", message };
  changeStatus(world, name, {
    set: [
      { type: "Reconciling", status: "True", ...running },
      { type: "Ready", status: "Unknown", ...running },
    ],
  });
  changeStatus(world, name, {
    fields: {
      lastAttemptedGeneration: numberAt(object, "metadata", "generation"),
      lastAttemptedRevision: revisionOf(world, object),
    },
  });
  const release = `${name.namespace}/${name.name}`;
  const plan = world.plans.get(release) ?? { kind: "succeeds" };
  if (plan.kind === "fails" && plan.pod !== undefined) leavePod(world, object, plan.pod);
  await world.passGate(release);
  const verb = action === "install" ? "Install" : "Upgrade";
  const version = installedVersion(world, object);
  const helm = installedAs(object, version);
  if (plan.kind === "succeeds") {
    const done = `Helm ${action} succeeded for release ${helm.text}.v${helm.revision} with chart ${helm.chart}@${version}`;
    conclude(world, name, { reason: `${verb}Succeeded`, message: done, isSuccess: true });
    world.tell(name, { severity: "info", reason: `${verb}Succeeded`, message: done, revision: version });
    recordOutcome(world, name, { kind: "deployed", action, version });
    return "succeeded";
  }
  const why = plan.kind === "fails" ? "context deadline exceeded" : plan.message;
  const failure = `Helm ${action} failed for release ${helm.text} with chart ${helm.chart}@${version}: ${why}`;
  conclude(world, name, { reason: `${verb}Failed`, message: failure, isSuccess: false });
  world.tell(name, { severity: "error", reason: `${verb}Failed`, message: failure, revision: version });
  if (plan.kind === "template error") {
    changeStatus(world, name, { fields: { failures: failuresOf(object, "failures") + 1 } });
    return "unrendered";
  }
  recordOutcome(world, name, { kind: "failed", action, version });
  return "failed";
}

function conclude(
  world: World,
  name: ObjectName,
  {
    reason,
    message,
    isSuccess,
  }: { readonly reason: string; readonly message: string; readonly isSuccess: boolean },
): void {
  const status = isSuccess ? "True" : "False";
  changeStatus(world, name, {
    set: ["Ready", "Released"].map((type) => ({ type, status, reason, message })),
    remove: ["Remediated"],
  });
}

function recordOutcome(world: World, name: ObjectName, outcome: HelmOutcome): void {
  const object = world.kubernetes.get(name) ?? {};
  const failures = {
    failures: failuresOf(object, "failures") + 1,
    upgradeFailures: failuresOf(object, "upgradeFailures") + 1,
  };
  changeStatus(world, name, {
    fields: {
      history: historyAfter(world, object, outcome),
      lastAttemptedReleaseAction: outcome.action,
      ...(outcome.kind === "failed" && failures),
    },
  });
}

/** Back to the release before, which is a release of its own. */
function rollBack(world: World, name: ObjectName, isLast: boolean): void {
  const object = world.kubernetes.get(name) ?? {};
  const before = listAt(object, "status", "history").find((one) => textAt(one, "status") === "deployed");
  const version = textAt(before, "chartVersion") ?? "";
  const helm = installedAs(object, version);
  const message = `Helm rollback to previous release ${helm.text}.v${numberAt(before, "version") ?? 0} with chart ${helm.chart}@${version} succeeded`;
  const done = { reason: "RollbackSucceeded", message };
  const again = { reason: "ProgressingWithRetry", message: "Remediation succeeded, retrying" };
  changeStatus(world, name, {
    set: [
      isLast ? stalledAfter(object) : { type: "Reconciling", status: "True", ...again },
      { type: "Ready", status: "False", ...done },
      { type: "Remediated", status: "True", ...done },
    ],
    remove: isLast ? ["Reconciling"] : [],
  });
  world.tell(name, { severity: "info", ...done, revision: version });
  takePodAway(world, object);
  changeStatus(world, name, {
    fields: { history: historyAfter(world, object, { kind: "deployed", action: "upgrade", version }) },
  });
}

function stalledAfter(object: Json) {
  const message = `Failed to upgrade after ${failuresOf(object, "failures")} attempt(s)`;
  return { type: "Stalled", status: "True", reason: "RetriesExceeded", message } as const;
}

function failuresOf(object: Json, field: "failures" | "upgradeFailures"): number {
  return numberAt(object, "status", field) ?? 0;
}

/** Where the chart comes from; of a chart that the release names itself, the HelmChart that the controller makes. */
function sourceOf({ kubernetes }: World, object: Json): ObjectName {
  if (at(object, "spec", "chartRef") !== undefined) return referenceAt(object, "spec", "chartRef");
  const { namespace, name } = nameOf(object);
  const repository = referenceAt(object, "spec", "chart", "spec", "sourceRef");
  const chart = { kind: "HelmChart", namespace: repository.namespace, name: `${namespace}-${name}` };
  const { version, chart: own } = fieldsIn(at(object, "spec", "chart", "spec"));
  const sourceRef = { kind: repository.kind, name: repository.name };
  kubernetes.apply(chart, { spec: { chart: own, version, sourceRef, interval: "1m0s" } }, "helm-controller");
  return chart;
}

function helmChartOf({ kind, namespace, name }: ObjectName): string | undefined {
  return kind === "HelmChart" ? `${namespace}/${name}` : undefined;
}

function isFetched(chart: Json): boolean {
  const isSeen =
    numberAt(chart, "status", "observedGeneration") === numberAt(chart, "metadata", "generation");
  return isSeen && stands(chart, "Ready");
}

/** `1.4.2`; of an OCIRepository `1.4.2+<12 of the digest>`, which is also what is then installed. */
function revisionOf(world: World, object: Json): string {
  return installedVersion(world, object);
}

function installedVersion({ kubernetes }: World, object: Json): string {
  const own = textAt(object, "spec", "chart", "spec", "version");
  if (own !== undefined) return own;
  const source = kubernetes.get(referenceAt(object, "spec", "chartRef"));
  const revision = textAt(source, "status", "artifact", "revision") ?? "";
  const [version = "", digest = ""] = revision.split("@sha256:");
  const said = textAt(source, "spec", "version");
  return said ?? `${version}+${digest.slice(0, 12)}`;
}

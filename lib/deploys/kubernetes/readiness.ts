import { at, listAt, numberAt, textAt } from "../narrow.ts";
import { groupOf, refText, type ApiObject } from "./api-object.ts";

/** Whether an object does what it is for. */
export type Readiness =
  | { readonly kind: "ready" }
  | { readonly kind: "progressing"; readonly says: string }
  /** It will not get there by itself. */
  | { readonly kind: "failed"; readonly says: string };

const READY: Readiness = { kind: "ready" };

/**
 * How far an object has got, by the rules by which `kubectl rollout status` waits. What its controller has not looked at
 * since the last change says nothing yet.
 * @param object as the API server has it now
 */
export function readinessOf(object: ApiObject): Readiness {
  const generation = numberAt(object, "metadata", "generation") ?? 0;
  const observed = numberAt(object, "status", "observedGeneration");
  const name = refText({ kind: object.kind, name: object.metadata.name });
  if (at(object, "metadata", "deletionTimestamp") !== undefined) {
    return { kind: "progressing", says: `${name} is being deleted` };
  }
  const rule = RULES[`${groupOf(object.apiVersion)}/${object.kind}`];
  if (rule !== undefined && rule.isObserved && (observed ?? 0) < generation) {
    return { kind: "progressing", says: `${name} was not looked at yet` };
  }
  return named(
    name,
    rule === undefined ? anyReadiness(object, { generation, observed }) : rule.judge(object),
  );
}

/** Most rules say how far it is, and not of what. */
function named(name: string, readiness: Readiness): Readiness {
  return readiness.kind === "ready" ? READY : { ...readiness, says: `${name} ${readiness.says}` };
}

interface Rule {
  /** Whether its controller writes down which generation it has seen. */
  readonly isObserved: boolean;
  readonly judge: (object: ApiObject) => Readiness;
}

const RULES: Readonly<Record<string, Rule | undefined>> = {
  "apps/Deployment": { isObserved: true, judge: deployment },
  "apps/StatefulSet": { isObserved: true, judge: statefulSet },
  "apps/DaemonSet": { isObserved: true, judge: daemonSet },
  "batch/Job": { isObserved: false, judge: job },
  "/PersistentVolumeClaim": { isObserved: false, judge: volumeClaim },
  "/Pod": { isObserved: false, judge: pod },
};

function progressing(says: string): Readiness {
  return { kind: "progressing", says };
}

function failed(says: string): Readiness {
  return { kind: "failed", says };
}

function condition(object: ApiObject, type: string): unknown {
  return listAt(object, "status", "conditions").find((one) => textAt(one, "type") === type);
}

function isTrue(object: ApiObject, type: string): boolean {
  return textAt(condition(object, type), "status") === "True";
}

function count(object: ApiObject, field: string): number {
  return numberAt(object, "status", field) ?? 0;
}

function replicasOf(object: ApiObject): number {
  return numberAt(object, "spec", "replicas") ?? 1;
}

function deployment(object: ApiObject): Readiness {
  const wanted = replicasOf(object);
  const progress = condition(object, "Progressing");
  if (textAt(progress, "reason") === "ProgressDeadlineExceeded") {
    return failed(`has not got ready in time: ${textAt(progress, "message") ?? "its deadline is over"}`);
  }
  const updated = count(object, "updatedReplicas");
  if (updated < wanted) return progressing(`${updated} of ${wanted} pods updated`);
  const old = count(object, "replicas") - updated;
  if (old > 0) return progressing(`waits for ${old} old ${old === 1 ? "pod" : "pods"} to end`);
  const available = count(object, "availableReplicas");
  return available < wanted ? progressing(`${available} of ${wanted} pods ready`) : READY;
}

function statefulSet(object: ApiObject): Readiness {
  if (textAt(object, "spec", "updateStrategy", "type") === "OnDelete") return READY;
  const wanted = replicasOf(object);
  const ready = count(object, "readyReplicas");
  if (ready < wanted) return progressing(`${ready} of ${wanted} pods ready`);
  const partition = numberAt(object, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
  const updated = count(object, "updatedReplicas");
  const toUpdate = Math.max(0, wanted - partition);
  if (partition > 0) {
    return updated < toUpdate ? progressing(`${updated} of ${toUpdate} pods updated`) : READY;
  }
  const isUpdated =
    textAt(object, "status", "updateRevision") === textAt(object, "status", "currentRevision");
  return isUpdated ? READY : progressing(`${updated} of ${wanted} pods updated`);
}

function daemonSet(object: ApiObject): Readiness {
  if (textAt(object, "spec", "updateStrategy", "type") === "OnDelete") return READY;
  const wanted = count(object, "desiredNumberScheduled");
  const updated = count(object, "updatedNumberScheduled");
  if (updated < wanted) return progressing(`${updated} of ${wanted} pods updated`);
  const available = count(object, "numberAvailable");
  return available < wanted ? progressing(`${available} of ${wanted} pods ready`) : READY;
}

function job(object: ApiObject): Readiness {
  if (isTrue(object, "Complete") || isTrue(object, "SuccessCriteriaMet")) return READY;
  const failure = [condition(object, "Failed"), condition(object, "FailureTarget")].find(
    (one) => textAt(one, "status") === "True",
  );
  if (failure !== undefined)
    return failed(`failed: ${textAt(failure, "message") ?? "it has no more attempts"}`);
  if (at(object, "spec", "suspend") === true) return progressing("is suspended");
  const wanted = numberAt(object, "spec", "completions") ?? 1;
  return progressing(`${count(object, "succeeded")} of ${wanted} runs done`);
}

function volumeClaim(object: ApiObject): Readiness {
  const phase = textAt(object, "status", "phase");
  if (phase === "Lost") return failed("has lost its volume");
  // Until a pod uses it, a volume may have to wait: nobody waits for that.
  return READY;
}

function pod(object: ApiObject): Readiness {
  const phase = textAt(object, "status", "phase");
  if (phase === "Failed")
    return failed(`failed: ${textAt(object, "status", "message") ?? "a container ended"}`);
  return phase === "Succeeded" || isTrue(object, "Ready") ? READY : progressing("is not ready");
}

/** Kinds that nobody has written a rule for: those with the usual conditions say it themselves, all others are ready. */
function anyReadiness(
  object: ApiObject,
  { generation, observed }: { readonly generation: number; readonly observed: number | undefined },
): Readiness {
  if (observed !== undefined && observed < generation) return progressing("was not looked at yet");
  const stalled = condition(object, "Stalled");
  if (textAt(stalled, "status") === "True") return failed(`is stalled: ${textAt(stalled, "message") ?? ""}`);
  const ready = condition(object, "Ready");
  if (ready === undefined || textAt(ready, "status") === "True") return READY;
  return progressing(
    `is not ready: ${textAt(ready, "message") ?? textAt(ready, "reason") ?? "no reason given"}`,
  );
}

/** What all objects of a set come to: the worst of them, in their order. */
export function readinessOfAll(objects: readonly ApiObject[]): Readiness {
  const all = objects.map(readinessOf);
  return all.find(({ kind }) => kind === "failed") ?? all.find(({ kind }) => kind === "progressing") ?? READY;
}

/** What keeps containers from running, and does not get better by waiting a moment. */
const TROUBLE = /BackOff|^Err|Error$|InvalidImageName/;

/** Why the pods of an object do not get ready, where one of them says so. */
export function podTrouble(pods: readonly unknown[]): string | undefined {
  for (const one of pods) {
    const containers = [
      ...listAt(one, "status", "initContainerStatuses"),
      ...listAt(one, "status", "containerStatuses"),
    ];
    for (const container of containers) {
      const reason = textAt(container, "state", "waiting", "reason") ?? "";
      if (!TROUBLE.test(reason)) continue;
      const restarts = numberAt(container, "restartCount") ?? 0;
      const message = textAt(container, "state", "waiting", "message");
      const times = restarts === 0 ? "" : ` (${restarts} restarts)`;
      return `${reason} in ${textAt(one, "metadata", "name") ?? "?"}${times}${message === undefined ? "" : `: ${message}`}`;
    }
  }
  return undefined;
}

import type { Condition, ConditionType } from "../../../../lib/deploys/kubernetes/conditions.ts";
import type { DeployConfigObject } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import type { ForeignOperation, Observation } from "../engine.ts";

/** What has become of a request, by the conditions of its DeployConfig. @param id the request's */
export function judgeConfig(object: DeployConfigObject, id: string): Observation {
  const { spec, status, generation } = object;
  if (spec.request !== id) {
    const says = `${spec.request === undefined ? "somebody" : `request ${spec.request}`} has said since what should run`;
    return { kind: "failed", code: "foreign revision", says };
  }
  const applied = conditionAt(object, "Applied");
  const ready = conditionAt(object, "Ready");
  if (status.observedGeneration !== generation || applied === undefined || ready === undefined) {
    return { kind: "progressing", says: "the cluster has been told, and nothing is applied yet" };
  }
  if (applied.status === "False") {
    const code = applied.reason === "SpecEdited" ? "foreign revision" : "failed";
    return { kind: "failed", code, says: applied.message };
  }
  if (ready.status === "True") return { kind: "healthy", says: "healthy" };
  if (ready.reason === "Degraded") return { kind: "failed", code: "degraded", says: ready.message };
  return { kind: "synced", says: ready.message };
}

/** What is under way there. */
export function rolloutOf(object: DeployConfigObject): ForeignOperation | undefined {
  const ready = conditionAt(object, "Ready");
  if (ready === undefined || ready.reason !== "RollingOut") return undefined;
  return {
    by: "the deploy server",
    request: object.spec.request,
    since: ready.lastTransitionTime,
    isEnding: false,
  };
}

/** A condition, where it is about the spec as it is. */
function conditionAt({ status, generation }: DeployConfigObject, type: ConditionType): Condition | undefined {
  return status.conditions.find((one) => one.type === type && one.observedGeneration === generation);
}

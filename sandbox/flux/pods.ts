import type { Json } from "../kubernetes/fields.ts";
import { installedAs } from "./helm-history.ts";
import { timeOf } from "./status.ts";
import type { World } from "./world.ts";

/** Why a pod does not get ready. */
export interface PodTrouble {
  /** `CrashLoopBackOff` */
  readonly reason: string;
  readonly message: string;
}

/** A pod of the new version that does not get ready, and the event by which the kubelet tells of it. */
export function leavePod(world: World, object: Json, { reason, message }: PodTrouble): void {
  const { kubernetes } = world;
  const { name, namespace } = installedAs(object, "");
  const pod = { kind: "Pod", namespace, name: podOf(name) };
  kubernetes.apply(
    pod,
    { metadata: { labels: { "app.kubernetes.io/instance": name } }, spec: { containers: [{ name: "app" }] } },
    "kube-controller-manager",
  );
  const waiting = { state: { waiting: { reason, message } }, restartCount: 3 };
  kubernetes.edit(pod, { status: { phase: "Pending", containerStatuses: [waiting] } }, "kubelet");
  const event = { kind: "Event", namespace, name: `${pod.name}.1` };
  const involvedObject = { kind: "Pod", namespace, name: pod.name };
  const lastTimestamp = timeOf(world);
  kubernetes.apply(
    event,
    { involvedObject, type: "Warning", reason: "BackOff", message, lastTimestamp },
    "kubelet",
  );
}

/** A rollback takes the pods of the new version away; what was told of them stays for an hour. */
export function takePodAway({ kubernetes }: World, object: Json): void {
  const { name, namespace } = installedAs(object, "");
  kubernetes.remove({ kind: "Pod", namespace, name: podOf(name) });
}

/** As a Deployment's are called: 10 and 5 letters. */
const podOf = (release: string): string => `${release}-7f9c24e8b1-x2x4z`;

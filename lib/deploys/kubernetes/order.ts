import type { ApiObject } from "./api-object.ts";

/** What others need comes before them; what is not listed comes between the two. */
const FIRST = [
  "ServiceAccount",
  "Role",
  "RoleBinding",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "Service",
];
const LAST = [
  "DaemonSet",
  "StatefulSet",
  "Deployment",
  "Job",
  "CronJob",
  "HorizontalPodAutoscaler",
  "Ingress",
];

/** Things in the order in which their objects are applied; those of one kind stay as they were. */
export function inOrder<T>(things: readonly T[], objectOf: (thing: T) => ApiObject): readonly T[] {
  return things.toSorted((a, b) => weight(objectOf(a)) - weight(objectOf(b)));
}

function weight({ kind }: ApiObject): number {
  const first = FIRST.indexOf(kind);
  const last = LAST.indexOf(kind);
  if (first !== -1) return first;
  return last === -1 ? FIRST.length : FIRST.length + 1 + last;
}

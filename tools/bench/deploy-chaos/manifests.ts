import type { Kubernetes } from "@release-channels/sandbox";
import { textAt } from "../../../lib/deploys/narrow.ts";

/** An app in a cluster to which the servers deploy by themselves. */
export interface AppPlace {
  /** Of the config, and of its Deployment. */
  readonly name: string;
  readonly namespace: string;
}

/** As often as a cluster was told what should run there for a request. */
export function writesOf({ requests }: Kubernetes, id: string, { namespace }: AppPlace): number {
  return requests.filter(
    ({ method, path, status, body }) =>
      method !== "GET" &&
      path.includes(`/namespaces/${namespace}/`) &&
      /\/deployconfigs\b(?!.*(?:\/status|dryRun))/.test(path) &&
      status < 300 &&
      body.includes(id),
  ).length;
}

/** The image that runs; undefined where none does. */
export function imageOf(cluster: Kubernetes, place: AppPlace): string | undefined {
  const found = cluster.get({ kind: "Deployment", ...place });
  return textAt(found, "spec", "template", "spec", "containers", 0, "image");
}

/** What controllers say of its pods: that they are there, or have not got ready in time. */
export function setPods(cluster: Kubernetes, place: AppPlace, areThere: boolean): void {
  const late = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "over" };
  const status = areThere ? { conditions: [], availableReplicas: 2 } : { conditions: [late] };
  cluster.edit({ kind: "Deployment", ...place }, { status }, "kube-controller-manager");
}

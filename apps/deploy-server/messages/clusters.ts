import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { isOpen } from "../../../lib/deploys/request.ts";
import { clockText } from "./text.ts";

/** How a request stands in one of its clusters. */
export interface ClusterLine {
  readonly cluster: string;
  readonly mark: "✓" | "✗" | "…" | "–";
  /** In a few words. */
  readonly says: string;
}

/** A line for each cluster of a request that is written, where there are several: in the order in which they have their turn. */
export function clusterLines(request: DeployRequest): readonly ClusterLine[] {
  const { shown, commit, wave, kind } = request;
  const clusters = shown?.clusters ?? [];
  if (clusters.length < 2 || commit === undefined || kind === "resume") return [];
  return clusters.map((cluster, index) => {
    if (index < wave) return { cluster, mark: "✓", says: kind === "undeploy" ? "undeployed" : "live" };
    if (index === wave) return { cluster, mark: markOf(request), says: atWorkText(request) };
    const says = isOpen(request) ? "waits for the cluster before" : "was not begun, and keeps what it has";
    return { cluster, mark: "–", says };
  });
}

/** What it came to, why, stands in the line above. */
function atWorkText(request: DeployRequest): string {
  const { silence } = request;
  if (silence?.says !== undefined) return `no word since ${clockText(silence.since)}`;
  return isOpen(request) ? "at work" : request.state;
}

/** A request's state at a glance. */
export function markOf({ state }: Pick<DeployRequest, "state">): "✓" | "✗" | "…" {
  switch (state) {
    case "succeeded":
      return "✓";
    case "failed":
    case "rejected":
    case "forbidden":
    case "reverted":
    case "blocked":
    case "busy":
    case "expired":
    case "cancelled":
    case "superseded":
    case "held":
      return "✗";
    default:
      return "…";
  }
}

import type { DeployRequest, ProgressPart } from "../../../lib/deploys/request.ts";
import { isOpen } from "../../../lib/deploys/request.ts";
import { clockText } from "./text.ts";

/** How a request stands in one of its clusters, or with one of the applications there. */
export interface ClusterLine extends ProgressPart {
  readonly isPart: boolean;
}

/**
 * A line for each cluster of a request that is written, where there are several, in the order in which they have their turn;
 * and one for each application, where a cluster has several.
 */
export function clusterLines(request: DeployRequest): readonly ClusterLine[] {
  const { shown, commit, kind } = request;
  const clusters = shown?.clusters ?? [];
  if (commit === undefined || kind === "resume") return [];
  return clusters.flatMap((name, index) => {
    const parts = partsOf(request, index).map((part) => ({ ...part, isPart: true }));
    return clusters.length < 2 ? parts : [{ name, ...standingOf(request, index), isPart: false }, ...parts];
  });
}

function standingOf(request: DeployRequest, index: number): Pick<ClusterLine, "mark" | "says"> {
  const { wave, kind } = request;
  if (index < wave) return { mark: "✓", says: kind === "undeploy" ? "undeployed" : "live" };
  if (index === wave) return { mark: markOf(request), says: atWorkText(request) };
  const says = isOpen(request) ? "waits for the cluster before" : "was not begun, and keeps what it has";
  return { mark: "–", says };
}

/** As they were seen last: while nothing answers, nobody knows how they stand. */
function partsOf(
  { wave, settled, progress, silence }: DeployRequest,
  index: number,
): readonly ProgressPart[] {
  if (index < wave) return settled?.[index] ?? [];
  return index === wave && silence?.says === undefined ? (progress?.parts ?? []) : [];
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

import { problemAt, type SchemaProblem } from "../../releases/documents/schema-problems.ts";
import type { Placement, ServerConfig } from "../generated/schema.generated.ts";

/** Whether a target is a chart's version is one thing for all of its clusters, and only some objects say one. */
export function chartProblems({ targets, clusters }: ServerConfig): readonly SchemaProblem[] {
  return Object.entries(targets).flatMap(([key, placements]) =>
    placements.flatMap((placement, index) => {
      const engine = Object.hasOwn(clusters, placement.cluster)
        ? clusters[placement.cluster]?.engine
        : undefined;
      if (engine !== "flux") return [];
      const at = ["targets", key, index];
      return [
        ...ownProblems(placement).map((message) => problemAt(at, message)),
        ...otherChart(placement, placements[0]).map((message) => problemAt([...at, "chart"], message)),
      ];
    }),
  );
}

function ownProblems({ chart, field, helmrelease, kustomization }: Placement): readonly string[] {
  if (chart === undefined) {
    return helmrelease !== undefined && field === undefined
      ? ["lacks chart, where its versions are, or field, the place in the file that says which image runs"]
      : [];
  }
  if (kustomization !== undefined) {
    return ["has chart and kustomization: name the helmrelease or ocirepository that takes the chart"];
  }
  return field === undefined
    ? []
    : ["has chart and field, although Flux has one place for a chart's version: leave field out"];
}

function otherChart({ chart }: Placement, first: Placement | undefined): readonly string[] {
  if (chart === undefined || first === undefined || first.chart === chart) return [];
  return [`is ${chart}, and ${first.chart ?? "none"} in the cluster before: one version is for all of them`];
}

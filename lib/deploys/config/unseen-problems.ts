import { problemAt, type SchemaProblem } from "../../releases/documents/schema-problems.ts";
import type { Placement, ServerConfig } from "../generated/schema.generated.ts";

/** What Flux's notifications cannot do for a cluster that has no kubeconfig. */
export function unseenProblems({ clusters, targets }: ServerConfig): readonly SchemaProblem[] {
  const flux = Object.entries(clusters).filter(([, { engine }]) => engine === "flux");
  const first = new Map<string, string>();
  const unseen = new Set<string>();
  const problems = flux.flatMap(([name, { kubeconfig, notification_secret: secret }]) => {
    if (kubeconfig === undefined) unseen.add(name);
    if (secret === undefined) {
      return kubeconfig === undefined
        ? [
            problemAt(
              ["clusters", name],
              "lacks kubeconfig, by which the server sees what Flux does, or notification_secret, where only Flux's notifications tell",
            ),
          ]
        : [];
    }
    const other = first.get(secret);
    first.set(secret, other ?? name);
    return other === undefined
      ? []
      : [
          problemAt(
            ["clusters", name, "notification_secret"],
            `is that of ${other} as well, so that one cluster's events could be sent as the other's: give each a secret of its own`,
          ),
        ];
  });
  const blind = Object.entries(targets).flatMap(([key, placements]) =>
    placements.flatMap((placement, index) => {
      const why = unseen.has(placement.cluster) ? notTold(placement) : undefined;
      const at = ["targets", key, index];
      return why === undefined ? [] : [problemAt(at, why)];
    }),
  );
  return [...problems, ...blind];
}

/** Of a chart's release Flux tells the version, and of a Kustomization the commit. */
function notTold({ cluster, helmrelease, ocirepository, chart }: Placement): string | undefined {
  if (ocirepository !== undefined) {
    return `has ocirepository, and no notification tells who takes what it fetches: give ${cluster} a kubeconfig`;
  }
  return helmrelease !== undefined && chart === undefined
    ? `has helmrelease and no chart, and its notifications do not tell which image runs: give ${cluster} a kubeconfig`
    : undefined;
}

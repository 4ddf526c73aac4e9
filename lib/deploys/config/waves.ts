import type { Cluster, Placement, ServerConfig } from "../generated/schema.generated.ts";

/**
 * Whether a cluster takes whatever is pushed, without being asked: Flux does by design, and Argo CD where it syncs by itself.
 * What such a cluster is to have after another one must not be in git before its turn.
 */
export function takesPushes({ engine, auto_sync: autoSync }: Pick<Cluster, "engine" | "auto_sync">): boolean {
  return engine === "flux" || autoSync === "follow";
}

/** Of a target's placements those whose files are written with the ledger; each of the others waits for its own wave. */
export function writtenAtOnce(
  { clusters }: Pick<ServerConfig, "clusters">,
  placements: readonly Placement[],
): readonly Placement[] {
  return placements.filter((placement, wave) => !isWrittenInWave({ clusters }, placement, wave));
}

/** @param wave the placement's place among those of its target, from 0 */
export function isWrittenInWave(
  { clusters }: Pick<ServerConfig, "clusters">,
  { cluster: name, file }: Placement,
  wave: number,
): boolean {
  const cluster = Object.hasOwn(clusters, name) ? clusters[name] : undefined;
  return wave > 0 && file !== undefined && cluster !== undefined && takesPushes(cluster);
}

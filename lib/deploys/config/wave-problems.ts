import { problemAt, type SchemaProblem } from "../../releases/documents/schema-problems.ts";
import type { Placement, ServerConfig } from "../generated/schema.generated.ts";
import { isWrittenInWave } from "./waves.ts";

/** Clusters that take what is pushed would all have a file's version at once, and not one after the other. */
export function waveProblems(config: ServerConfig): readonly SchemaProblem[] {
  return Object.entries(config.targets).flatMap(([key, placements]) =>
    placements.flatMap((placement, wave) => {
      if (!isWrittenInWave(config, placement, wave)) return [];
      const first = placements.slice(0, wave).find((other) => isSameFile(other, placement));
      if (first === undefined) return [];
      return [
        problemAt(
          ["targets", key, wave, "file"],
          `is ${placement.file ?? ""}, which ${first.cluster} reads as well: ${placement.cluster} would take the version at once, and not after it; give each of them a file of its own`,
        ),
      ];
    }),
  );
}

function isSameFile(a: Placement, b: Placement): boolean {
  return a.file === b.file && a.branch === b.branch && nameOf(a) === nameOf(b);
}

/** Without a name, it is the release repository. */
function nameOf({ repository = "" }: Placement): string {
  return repository.toLowerCase();
}

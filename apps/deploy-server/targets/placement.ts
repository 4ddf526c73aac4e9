import {
  placementsOf,
  type Placement,
  type ServerConfig,
} from "../../../lib/deploys/config/server-config.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { targetKey } from "../../../lib/deploys/target.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { Rejected } from "../rejected.ts";
import type { ReleaseFiles } from "../settings.ts";

/** The placement that a request is about now: that of its wave. @throws Rejected where the target is listed no more */
export function placementOf(config: ServerConfig, { target, wave }: DeployRequest): Placement {
  const placement = placementsOf(config, target)[wave];
  if (placement !== undefined) return placement;
  throw new Rejected("no target", `db/server.yaml lists no ${targetKey(target)}: add it to targets`);
}

/** `owner/name` of the repository in which a placement's file is. */
export function fileRepository({ repository }: Placement, releases: ReleaseFiles): string {
  return repository ?? fullName(releases.repository);
}

/** The files that a deploy to a placement, or an undeploy, changes. */
export function filesOf({ file, undeploy }: Placement): readonly string[] {
  return [file, undeploy?.remove].filter((path) => path !== undefined);
}

/** The files of a target that are in the release repository, to be read and written with the ledger. */
export function releaseFilesOf(placements: readonly Placement[], releases: ReleaseFiles): readonly string[] {
  const here = fullName(releases.repository).toLowerCase();
  return placements.flatMap((placement) =>
    fileRepository(placement, releases).toLowerCase() === here ? filesOf(placement) : [],
  );
}

import { CONFIG_FOLDER } from "../../../lib/deploys/config/deploy-config.ts";
import type { Placement } from "../../../lib/deploys/config/server-config.ts";
import { VIRTUAL } from "../../../lib/deploys/desired.ts";
import type { Wanted } from "../../../lib/deploys/kubernetes/deploy-config.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { fullName } from "../../../lib/github/repository.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { artifactOf } from "../targets/artifact.ts";

/** What a request wants to run at a placement, and where its config is: beside the code, unless the placement says so. */
export function wantedOf(
  state: ReleaseState,
  placement: Placement,
  { target, to = VIRTUAL }: Pick<DeployRequest, "target" | "to">,
): Wanted {
  const path = `${CONFIG_FOLDER}/${target.config}.yaml`;
  return { target, to, config: { repository: configRepository(state, placement, target), path } };
}

function configRepository(
  state: ReleaseState,
  { repository }: Placement,
  target: DeployRequest["target"],
): string {
  if (repository !== undefined) return repository;
  try {
    return fullName(artifactOf(state, target).repository);
  } catch (error) {
    // Engines that are told by a file have no use for it, and what is undeployed may be nobody's any more.
    if (error instanceof Rejected) return "";
    throw error;
  }
}

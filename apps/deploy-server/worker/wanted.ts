import { CONFIG_FOLDER } from "../../../lib/deploys/config/deploy-config.ts";
import type { Placement } from "../../../lib/deploys/config/server-config.ts";
import { clusterOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import { VIRTUAL } from "../../../lib/deploys/desired.ts";
import type { ConfigPlace, Wanted } from "../../../lib/deploys/kubernetes/deploy-config.ts";
import { isTakenOver, type DeployRequest } from "../../../lib/deploys/request.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { configRecordOf } from "../../../lib/releases/rules/config-deploy.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { recordOf } from "../targets/artifact.ts";
import { configRepositoryOf, homeConfigOf } from "../targets/config-home.ts";
import type { World } from "../world.ts";

type Question = Pick<DeployRequest, "target" | "to">;

/**
 * What a request wants to run at a placement, and where its config is: in the repository that the release repository says,
 * and in the file that the ledger has of this very commit, or that the default branch has now.
 */
export async function wantedOf(
  world: World,
  state: ReleaseState,
  request: Question & Partial<Pick<DeployRequest, "kind" | "by">> & { readonly placement: Placement },
): Promise<Wanted> {
  const { placement, target, to = VIRTUAL, kind, by } = request;
  const known = await knownPlace(world, state, { target, to });
  const name = configRepositoryOf(state, target);
  // Engines that are told by a file have no use for it, and what is undeployed may be nobody's any more.
  const repository = placement.repository ?? known?.repository ?? (name === undefined ? "" : fullName(name));
  const config = { repository, path: known?.path ?? usualPath(target) };
  const takesOver = kind !== undefined && by !== undefined && isTakenOver({ kind, by });
  return { target, to, config, ...(takesOver && { isTakenOver: true }) };
}

/**
 * Where a target's deploy config is, for the ledger.
 * @returns undefined for a target that has none, which an engine that is told by a file can do without
 */
export async function configPlace(
  world: World,
  state: ReleaseState,
  { target, to }: Question,
): Promise<ConfigPlace | undefined> {
  const known = await knownPlace(world, state, { target, to });
  if (known !== undefined) return known;
  const name = configRepositoryOf(state, target);
  const isRead = placementsOf(state.config, target).some(
    ({ cluster }) => clusterOf(state.config, cluster).engine === "kubernetes",
  );
  return isRead && name !== undefined ? { repository: fullName(name), path: usualPath(target) } : undefined;
}

async function knownPlace(
  world: World,
  state: ReleaseState,
  { target, to }: Question,
): Promise<ConfigPlace | undefined> {
  const onRecord = recordOf(state, target)?.config ?? configRecordOf(state.database, target);
  if (onRecord !== undefined && onRecord.sha === to?.configSha) {
    return { repository: onRecord.repository, path: onRecord.path };
  }
  const known = await homeConfigOf(world, state, target);
  return known && { repository: known.home.name, path: known.config.path };
}

function usualPath({ config }: DeployRequest["target"]): string {
  return `${CONFIG_FOLDER}/${config}.yaml`;
}

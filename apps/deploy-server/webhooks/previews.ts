import { consentRulesOf } from "../../../lib/deploys/config/server-config.ts";
import { branchesOf } from "../../../lib/store/branches.ts";
import { configsBuiltIn, configsIn, type StoredConfig } from "../../../lib/store/deploy-configs.ts";
import { savePreviews } from "../../../lib/store/previews.ts";
import { findRepository, findRepositoryNamed, type Repository } from "../../../lib/store/repositories.ts";
import type { World } from "../world.ts";
import { releaseStateNow } from "./standing.ts";

/** Notes which branches are shown beside channels, after a repository's branches or configs have changed. */
export async function updatePreviews(world: World, repository: Repository): Promise<void> {
  const own = await configsIn(world.db, repository.id);
  const built = await configsBuiltIn(world.db, repository.name);
  const others = built.filter(({ repositoryId }) => repositoryId !== repository.id);
  for (const config of [...own, ...others]) await updatePreviewsOf(world, config);
}

async function updatePreviewsOf(world: World, config: StoredConfig): Promise<void> {
  const { repositoryId, name: configName, document, state } = config;
  const at = { repositoryId, config: configName };
  const channels = Object.entries(document?.channels ?? {}).filter(([, { previews }]) => previews === true);
  if (channels.length === 0 || state !== "present") {
    await savePreviews(world.db, at, []);
    return;
  }
  const home = await findRepository(world.db, repositoryId);
  const artifact = document?.artifact?.repository;
  const source = artifact === undefined ? home : await findRepositoryNamed(world.db, artifact);
  const branches = source === undefined ? [] : await branchesOf(world.db, source.id);
  const { config: server } = await releaseStateNow(world);
  const previews = channels.flatMap(([channel, { track }]) =>
    consentRulesOf(server, channel).protected
      ? []
      : branches
          .filter(({ branch }) => branch !== track && branch !== home?.defaultBranch)
          .map(({ branch, head: sha }) => ({ channel, branch, sha })),
  );
  await savePreviews(world.db, at, previews);
}

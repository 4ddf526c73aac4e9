import { consentRulesOf } from "../../../lib/deploys/config/server-config.ts";
import { branchesOf } from "../../../lib/store/branches.ts";
import {
  configsBuiltIn,
  configsIn,
  lockConfig,
  type StoredConfig,
} from "../../../lib/store/deploy-configs.ts";
import { previewedConfigs, savePreviews } from "../../../lib/store/previews.ts";
import { findRepository, type Repository } from "../../../lib/store/repositories.ts";
import { inTransaction } from "../../../lib/store/store.ts";
import { sourceOf } from "../targets/config-source.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import type { World } from "../world.ts";

/** Notes which branches are shown beside channels, after a repository's branches or configs have changed. */
export async function updatePreviews(world: World, repository: Repository): Promise<void> {
  const own = await configsIn(world.db, repository.id);
  const built = await configsBuiltIn(world.db, repository.name);
  const others = built.filter(({ repositoryId }) => repositoryId !== repository.id);
  const all = [...own, ...others];
  const previewed = await previewedConfigs(world.db, [...new Set(all.map(({ name }) => name))]);
  const concerned = all.filter(
    (config) =>
      previewedChannels(config).length > 0 || previewed.has(`${config.repositoryId} ${config.name}`),
  );
  for (const config of concerned) await updatePreviewsOf(world, config);
}

/** The channels that show branches, with what is read of them. */
function previewedChannels({ state, document }: StoredConfig) {
  const channels = state === "present" ? Object.entries(document?.channels ?? {}) : [];
  return channels.filter(([, { previews }]) => previews === true);
}

async function updatePreviewsOf(world: World, config: StoredConfig): Promise<void> {
  const { repositoryId, name: configName } = config;
  const at = { repositoryId, config: configName };
  const channels = previewedChannels(config);
  if (channels.length === 0) {
    await savePreviews(world.db, at, []);
    return;
  }
  const home = await findRepository(world.db, repositoryId);
  const source = await sourceOf(world.db, config, home);
  const { config: server } = await releaseStateNow(world);
  const open = channels.filter(([channel]) => !consentRulesOf(server, channel).protected);
  await inTransaction(world.db, async (db) => {
    // Of two events, the later to get here has seen what both have done to the branches.
    await lockConfig(db, at);
    const branches = source === undefined ? [] : await branchesOf(db, source.id);
    const previews = open.flatMap(([channel, { track }]) =>
      branches
        .filter(({ branch }) => ![track, home?.defaultBranch, source?.defaultBranch].includes(branch))
        .map(({ branch, head: sha }) => ({ channel, branch, sha })),
    );
    await savePreviews(db, at, previews);
  });
  world.nudges.nudge("previews");
}

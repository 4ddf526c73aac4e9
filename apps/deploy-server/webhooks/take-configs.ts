import { configsIn, configsNamed, forgetConfig } from "../../../lib/store/deploy-configs.ts";
import type { World } from "../world.ts";
import { afterConfigDeleted } from "./autodeploy.ts";
import type { Origin } from "./origin.ts";
import { syncConfigs } from "./sync-configs.ts";

/**
 * Takes over the configs that a default branch has now. Those that it has no more are asked to be undeployed wherever they
 * are, and then forgotten: ended between the two, it is done again.
 * @param forced whether a forced push has led here
 */
export async function takeConfigs(world: World, origin: Origin, forced: boolean): Promise<void> {
  await syncConfigs(world, origin.repository);
  await seeToDeleted(world, origin, forced);
}

/** Sees to the configs of a repository that are noted as deleted. */
export async function seeToDeleted(world: World, origin: Origin, forced: boolean): Promise<void> {
  const { repository } = origin;
  const configs = await configsIn(world.db, repository.id);
  for (const config of configs.filter(({ state }) => state === "deleted")) {
    const [other] = await configsNamed(world.db, config.name);
    if (other === undefined) await afterConfigDeleted(world, origin, { config, forced });
    else {
      const to = other.repositoryId;
      world.log.info(
        { config: config.name, repository: to },
        "a deploy config is in another repository by now",
      );
    }
    await forgetConfig(world.db, repository.id, config.name);
  }
}

import { chartOf, clusterOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { parseRepositoryName, sameRepository, type RepositoryName } from "../../../lib/github/repository.ts";
import { configRecordOf } from "../../../lib/releases/rules/config-deploy.ts";
import { rulesOf } from "../../../lib/releases/rules/policy.ts";
import { configsNamed, type StoredConfig } from "../../../lib/store/deploy-configs.ts";
import { findRepository, type StoredRepository } from "../../../lib/store/repositories.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";
import { artifactOf, findArtifact, homeOf } from "./artifact.ts";

/**
 * In which repository a target's deploy config is, as the release repository says: any repository can have a file of that
 * name, and a config grants nothing.
 * @returns undefined where nobody has said it
 */
export function configRepositoryOf(
  { config: server, policy, database }: Pick<ReleaseState, "config" | "policy" | "database">,
  target: Target,
): RepositoryName | undefined {
  const { config } = target;
  const stated = server.configs?.[config]?.repository;
  const placed = placementsOf(server, target).find(
    ({ cluster, repository }) =>
      repository !== undefined && clusterOf(server, cluster).engine === "kubernetes",
  );
  // A config that has moved may have other repositories in other channels.
  const known = [
    configRecordOf(database, target),
    ...(database.configs ?? []).filter((one) => one.config === config),
    ...database.releases.flatMap(({ container, source }) => (container === config ? (source ?? []) : [])),
  ].find((one) => one !== undefined);
  const name =
    stated ?? placed?.repository ?? rulesOf(policy, config)?.repository?.name ?? known?.repository ?? "";
  return parseRepositoryName(name);
}

/**
 * The repository in which people need a permission: the artifact's or the chart's; of a target with neither, the config's.
 * @param releases `acme/releases`
 * @throws Rejected where nobody has said it
 */
export function peoplesRepositoryOf(
  state: ReleaseState,
  target: Target,
  releases: RepositoryName,
): RepositoryName {
  if (chartOf(state.config, target) !== undefined) return homeOf(state, target, releases);
  const artifact = findArtifact(state, target)?.repository ?? configRepositoryOf(state, target);
  // Says what is missing.
  return artifact ?? artifactOf(state, target).repository;
}

/** A deploy config where the release repository says that it is, as its default branch has it. */
export interface HomeConfig {
  readonly home: StoredRepository;
  readonly config: StoredConfig;
}

/** @returns undefined where the server knows of none there */
export async function homeConfigOf(
  world: World,
  state: ReleaseState,
  target: Target,
): Promise<HomeConfig | undefined> {
  const name = configRepositoryOf(state, target);
  if (name === undefined) return undefined;
  for (const config of await configsNamed(world.db, target.config)) {
    const home = await findRepository(world.db, config.repositoryId);
    if (home !== undefined && sameRepository(home.name, `${name.owner}/${name.repo}`))
      return { home, config };
  }
  return undefined;
}

/** The same, where nothing can be deployed without. @throws Rejected with what to add */
export async function neededHomeConfig(
  world: World,
  state: ReleaseState,
  target: Target,
): Promise<HomeConfig> {
  const found = await homeConfigOf(world, state, target);
  if (found !== undefined) return found;
  const { config } = target;
  const name = configRepositoryOf(state, target);
  throw name === undefined
    ? new Rejected(
        "unknown config",
        `nobody has said in which repository the config ${config} is: add containers.${config} with repository to db/policy.json`,
      )
    : new Rejected(
        "unknown config",
        `the default branch of ${name.owner}/${name.repo} has no .deploy/${config}.yaml that the server knows of: push it there, and check that the App is installed`,
      );
}

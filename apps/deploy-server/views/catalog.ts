import { channelsOf, chartOf, configsOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import type { IdentifiedRun } from "../../../lib/github/oidc/verify-any-run.ts";
import { fullName, nameKey, sameRepository } from "../../../lib/github/repository.ts";
import { configsWithRepositories, type ConfigInRepository } from "../../../lib/store/overview.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { readableTo, type Viewer } from "../people/viewer.ts";
import { Rejected } from "../rejected.ts";
import { artifactOf, homeOf } from "../targets/artifact.ts";
import { configRepositoryOf } from "../targets/config-home.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import type { World } from "../world.ts";

/** A config, from its file, from the targets that db/server.yaml lists for it, or from both. */
export interface CatalogEntry {
  readonly name: string;
  /** Its file, where the release repository says that it is; without its word, those of all that claim the name. */
  readonly files: readonly ConfigInRepository[];
  /** Where its artifact is built: `owner/name`; undefined of one without an artifact. */
  readonly source: string | undefined;
  /** The channels that it has a target in, in the order of the policy. */
  readonly channels: readonly string[];
}

/** What a viewer may see. */
export interface Catalog {
  readonly state: ReleaseState;
  readonly entries: readonly CatalogEntry[];
  /** All channels that some of it has a target in, in the order of the policy. */
  readonly channels: readonly string[];
  /** GitHub's numbers of all repositories that the viewer may read, by keys of their names. */
  readonly readable: ReadonlyMap<string, number>;
}

/**
 * The configs that a viewer may see: those of which they may read every repository that it is in or is built in, so that
 * nothing of a private repository is shown to anybody whom GitHub would not show it: nor to whoever reads another one that
 * has its name by now.
 * @throws GitHubFailure, InvalidDocument
 */
export async function catalogFor(world: World, viewer: Viewer): Promise<Catalog> {
  const state = await releaseStateNow(world);
  const entries = entriesOf(state, await configsWithRepositories(world.db));
  const releases = fullName(world.settings.releases.repository);
  const needed = new Map(entries.map((entry) => [entry, repositoriesOf(entry, releases)]));
  const readable = await readableTo(world, viewer, [releases, ...[...needed.values()].flat()]);
  const seen =
    viewer.kind === "workflow"
      ? entries.flatMap((entry) => ofJob(entry, viewer.run, chartHomes(world, state, entry)) ?? [])
      : entries.filter(
          (entry) =>
            needed.get(entry)?.every((name) => readable.has(nameKey(name))) === true &&
            entry.files.every((file) => readable.get(nameKey(file.repository)) === file.repositoryId),
        );
  return {
    state,
    entries: seen,
    channels: inOrder(
      state,
      seen.flatMap(({ channels }) => channels),
    ),
    readable,
  };
}

/** A job sees what is built where it runs, which is what it may deploy, without the files of other repositories. */
function ofJob(
  entry: CatalogEntry,
  { repository, repositoryId }: IdentifiedRun,
  homes: readonly string[],
): CatalogEntry | undefined {
  const files = entry.files.filter((file) => file.repositoryId === repositoryId);
  const isOwn = entry.source === undefined ? files.length > 0 : sameRepository(entry.source, repository);
  const isHome = homes.some((home) => sameRepository(home, repository));
  return isOwn || isHome ? { ...entry, files } : undefined;
}

/** The repositories whose jobs may deploy a chart, which is built in none: `owner/name`. */
function chartHomes(
  { settings }: World,
  state: ReleaseState,
  { name, channels }: CatalogEntry,
): readonly string[] {
  return channels
    .map((channel) => ({ config: name, channel }))
    .filter((target) => chartOf(state.config, target) !== undefined)
    .map((target) => fullName(homeOf(state, target, settings.releases.repository)));
}

/** @returns undefined where the viewer may not see it, or it is not listed */
export function entryOf({ entries }: Catalog, { config, channel }: Target): CatalogEntry | undefined {
  const entry = entries.find(({ name }) => name === config);
  return entry?.channels.includes(channel) === true ? entry : undefined;
}

/** Whether all that is known of it is a config without an artifact. */
export function isArtifactless({ files, source }: Pick<CatalogEntry, "files" | "source">): boolean {
  const documents = files.flatMap(({ document }) => document ?? []);
  return (
    source === undefined && documents.length > 0 && documents.every(({ artifact }) => artifact === undefined)
  );
}

function entriesOf(state: ReleaseState, files: readonly ConfigInRepository[]): readonly CatalogEntry[] {
  const everywhere = inOrder(state, channelsOf(state.config));
  const names = [...new Set([...configsOf(state.config), ...files.map(({ name }) => name)])].toSorted();
  const filesOf = Map.groupBy(files, ({ name }) => name);
  return names.map((name) => {
    const own = filesOf.get(name) ?? [];
    const channels = everywhere.filter(
      (channel) => placementsOf(state.config, { config: name, channel }).length > 0,
    );
    const files = atHome(state, { name, channels }, own);
    return { name, files, source: sourceOf(state, name, files), channels };
  });
}

/** Any repository can have a file of any name, and must not hide what is another's. */
function atHome(
  state: ReleaseState,
  { name, channels }: Pick<CatalogEntry, "name" | "channels">,
  files: readonly ConfigInRepository[],
): readonly ConfigInRepository[] {
  const homes = ["", ...channels].flatMap(
    (channel) => configRepositoryOf(state, { config: name, channel }) ?? [],
  );
  if (homes.length === 0) return files;
  return files.filter(({ repository }) => homes.some((home) => sameRepository(repository, fullName(home))));
}

/** By the policy, which decides; of what it does not list, by the file. */
function sourceOf(
  state: ReleaseState,
  config: string,
  files: readonly ConfigInRepository[],
): string | undefined {
  try {
    return fullName(artifactOf(state, { config, channel: "" }).repository);
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return files.flatMap(({ document }) => document?.artifact?.repository ?? [])[0];
  }
}

/** What nobody has said the repository of is shown to those who may read where it is listed. */
function repositoriesOf({ files, source }: CatalogEntry, releases: string): readonly string[] {
  const named = [...files.map(({ repository }) => repository), ...(source === undefined ? [] : [source])];
  return named.length === 0 ? [releases] : named;
}

function inOrder({ policy }: ReleaseState, channels: readonly string[]): readonly string[] {
  const order = policy.channels ?? [];
  const place = (channel: string): number => {
    const at = order.indexOf(channel);
    return at === -1 ? order.length : at;
  };
  return [...new Set(channels)].toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

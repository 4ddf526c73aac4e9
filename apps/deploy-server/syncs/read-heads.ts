import type { KnownBuild } from "../../../lib/deploys/counted-builds.ts";
import { buildsToRecord } from "../../../lib/deploys/sync/builds.ts";
import type { ChangedFile, SyncPlace } from "../../../lib/deploys/sync/places.ts";
import type { ScannedConfig, ScannedRepository } from "../../../lib/deploys/sync/scanned.ts";
import type { GitHubInstallation } from "../../../lib/github/installation/installation.ts";
import { readHeads, type RepositoryHeads } from "../../../lib/github/installation/read-heads.ts";
import { textsOf } from "../../../lib/github/installation/texts-of.ts";
import { configsIn, type StoredConfig } from "../../../lib/store/deploy-configs.ts";
import { headBuildsIn, headsIn } from "../../../lib/store/known-repositories.ts";
import { step } from "../../../lib/store/step.ts";
import { configFiles, configsAmong, pathOf, readableAmong } from "../webhooks/sync-configs.ts";
import type { World } from "../world.ts";
import { chunks, type ReadPage } from "./pages.ts";

/** Most repositories have no more, and one request that reads too many takes GitHub too long. */
const FIRST_BRANCHES = 20;
const MORE_BRANCHES = 100;
const FILES_AT_ONCE = 100;
/** Each may be as long as a config at most. */
const TEXTS_AT_ONCE = 50;

type Heads = Extract<SyncPlace, { kind: "heads" }>;
type Branches = Extract<SyncPlace, { kind: "branches" }>;

/** The first branches of repositories, and their configs. What the store has is read first: it is never the newer. */
export async function readFirstHeads(
  world: World,
  reached: GitHubInstallation,
  { installation, repositories }: Heads,
): Promise<ReadPage> {
  const ids = repositories.map(({ id }) => id);
  const seen = await headsIn(world.db, ids);
  const builds = await headBuildsIn(world.db, ids);
  const configs: StoredConfig[] = [];
  for (const id of ids) configs.push(...(await configsIn(world.db, id)));
  const page = { nodeIds: repositories.map(({ nodeId }) => nodeId), branches: FIRST_BRANCHES };
  const read = await step("syncs.read heads", () => readHeads(reached, page));
  const texts = await readTexts(reached, read);
  const scanned = read.map((one) =>
    scannedRepository(one, {
      seen: seen.get(one.id) ?? {},
      configs,
      texts,
      builds: builds.get(one.id) ?? [],
    }),
  );
  const changed = scanned.flatMap(changedFiles);
  return {
    found: { kind: "heads", repositories: scanned },
    more: [
      ...read.flatMap((one) => moreBranches(one, installation)),
      ...chunks(changed, FILES_AT_ONCE).map((files) => ({ kind: "changes" as const, installation, files })),
    ],
  };
}

/** More branches of one repository. */
export async function readBranches(
  world: World,
  reached: GitHubInstallation,
  { installation, repository, after }: Branches,
): Promise<ReadPage> {
  const known = await headBuildsIn(world.db, [repository.id]);
  const builds = known.get(repository.id) ?? [];
  const page = { nodeIds: [repository.nodeId], branches: MORE_BRANCHES, after };
  const read = await step("syncs.read branches", () => readHeads(reached, page));
  return {
    found: {
      kind: "branches",
      // Its configs are known from the page with its first branches.
      repositories: read.map((one) =>
        scannedRepository(
          { ...one, configs: undefined },
          { seen: {}, configs: [], texts: new Map(), builds },
        ),
      ),
    },
    more: read.flatMap((one) => moreBranches(one, installation)),
  };
}

function moreBranches(
  { id, nodeId, next }: RepositoryHeads,
  installation: Heads["installation"],
): Branches[] {
  return next === undefined
    ? []
    : [{ kind: "branches", installation, repository: { id, nodeId }, after: next }];
}

/** What the store had before GitHub was asked. */
interface Known {
  readonly seen: Readonly<Record<string, string>>;
  readonly configs: readonly StoredConfig[];
  /** Of configs, by their contents' ids. */
  readonly texts: ReadonlyMap<string, string>;
  /** Of its heads. */
  readonly builds: readonly KnownBuild[];
}

function scannedRepository(
  { next, configs: folder, branches, ...facts }: RepositoryHeads,
  known: Known,
): ScannedRepository {
  const own = known.configs.filter(({ repositoryId }) => repositoryId === facts.id);
  return {
    ...facts,
    branches: branches.map((branch) => ({
      ...branch,
      builds: buildsToRecord(
        known.builds.filter(({ sha }) => sha === branch.head),
        branch,
      ),
    })),
    continues: next !== undefined,
    configs: folder && {
      head: folder.head,
      files: scannedConfigs(folder.files, { own, texts: known.texts }),
    },
    seen: known.seen,
  };
}

/** The texts of the configs of several repositories, by their contents' ids; of what is no text, or too long, none. */
async function readTexts(
  reached: GitHubInstallation,
  repositories: readonly RepositoryHeads[],
): Promise<ReadonlyMap<string, string>> {
  const files = repositories.flatMap(({ nodeId, configs }) =>
    configs === undefined
      ? []
      : readableAmong(configsAmong(configs.files)).map((file) => ({
          nodeId,
          commit: configs.head,
          path: pathOf(file),
          blob: file.blob,
        })),
  );
  const texts = new Map<string, string>();
  for (const some of chunks(files, TEXTS_AT_ONCE)) {
    const read = await step("syncs.read texts", () => textsOf(reached, some));
    for (const [index, { blob }] of some.entries()) {
      const text = read[index];
      if (text !== undefined) texts.set(blob, text);
    }
  }
  return texts;
}

/** A file that is stored as it is was last changed where the store says. */
function scannedConfigs(
  folder: NonNullable<RepositoryHeads["configs"]>["files"],
  { own, texts }: { readonly own: readonly StoredConfig[]; readonly texts: Known["texts"] },
): readonly ScannedConfig[] {
  const files = configsAmong(folder).map((file) => ({ ...file, text: texts.get(file.blob) }));
  return configFiles(files, () => "").map((file) => {
    const stored = own.find(({ path, blob }) => path === file.path && blob === file.blob);
    return { ...file, configSha: stored?.configSha };
  });
}

function changedFiles({ id, nodeId, configs }: ScannedRepository): readonly ChangedFile[] {
  if (configs === undefined) return [];
  return configs.files
    .filter(({ configSha }) => configSha === undefined)
    .map(({ path }) => ({ id, nodeId, commit: configs.head, path }));
}

import { placementsOf, type Placement } from "../../../lib/deploys/config/server-config.ts";
import type { Change } from "../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { targetKey } from "../../../lib/deploys/target.ts";
import { readBranch } from "../../../lib/github/branch/read-branch.ts";
import { repositoryFacts } from "../../../lib/github/commits/repository-facts.ts";
import { request as ask } from "../../../lib/github/github-repository.ts";
import { fullName, repositoryNamed, sameRepository } from "../../../lib/github/repository.ts";
import { UnusableYaml } from "../../../lib/manifests/yaml-value.ts";
import { step } from "../../../lib/store/step.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { fileRepository, filesOf, releaseFilesOf } from "../targets/placement.ts";
import type { World } from "../world.ts";
import { changesOf, type Edit } from "./target-file.ts";

/** A branch of another repository, in which a target's files are. */
export interface OtherPlace {
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
}

/** The release repository and a target's own files, wherever those are, as they stand. */
export interface TargetFiles {
  readonly state: ReleaseState;
  readonly placements: readonly Placement[];
  /** Where the files are that are not in the release repository; undefined where all are. */
  readonly elsewhere: OtherPlace | undefined;
  /** The texts there, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The paths of each target's files in the release repository, as they were when they were last read. */
const pathsOf = new WeakMap<World, Map<string, readonly string[]>>();

/**
 * Reads a target's files: one request, a second one where `db/server.yaml` names others than the last time, and three more
 * where they are in another repository.
 * @throws Rejected
 */
export async function readTargetFiles(
  world: World,
  { target, shown }: Pick<DeployRequest, "target" | "shown">,
): Promise<TargetFiles> {
  const { releases } = world.settings;
  const known = pathsOf.get(world) ?? new Map<string, readonly string[]>();
  pathsOf.set(world, known);
  // Another replica may have read them for the preview.
  const guessed = known.get(targetKey(target)) ?? filesIn(shown, fullName(releases.repository));
  const first = await readReleaseState(world.github, releases, guessed);
  const placements = placementsOf(first.config, target);
  const paths = releaseFilesOf(placements, releases);
  const isRead = paths.every((path) => guessed.includes(path));
  const state = isRead ? first : await readReleaseState(world.github, releases, paths);
  // Nobody makes this grow: other targets than those that the file lists have no paths.
  if (paths.length === 0) known.delete(targetKey(target));
  else known.set(targetKey(target), paths);
  const others = placements.filter((one) => one.file !== undefined && isElsewhere(world, one));
  const [other] = others;
  if (other?.repository === undefined) return { state, placements, elsewhere: undefined, texts: new Map() };
  const { repository, branch } = other;
  if (others.some((one) => one.repository !== repository || one.branch !== branch)) {
    throw new Rejected(
      "other repositories",
      `the files of ${target.config} in ${target.channel} are in more than one repository beside ${fullName(releases.repository)}: keep them in one, so that one commit changes them`,
    );
  }
  const files = others.flatMap(filesOf);
  return { state, placements, ...(await readElsewhere(world, { repository, branch, files })) };
}

/** The files of a repository that a request was shown to change. */
function filesIn(shown: DeployRequest["shown"], repository: string): readonly string[] {
  const changes = (shown?.changes ?? []).filter((one) => sameRepository(one.repository, repository));
  return [...new Set(changes.map(({ file }) => file))];
}

async function readElsewhere(
  world: World,
  {
    repository: name,
    branch,
    files,
  }: { readonly repository: string; readonly branch: string | undefined; readonly files: readonly string[] },
): Promise<Pick<TargetFiles, "elsewhere" | "texts">> {
  const repository = await step("target.repository", () => world.github.at(repositoryNamed(name)));
  const { defaultBranch, isArchived } = await step("target.read repository", () =>
    repositoryFacts(repository),
  );
  // Before the ledger says what could then not be written.
  if (isArchived) {
    throw new Rejected(
      "archived",
      `${name} is archived, so that ${files.join(", ")} cannot be changed there: unarchive it, or move the files`,
    );
  }
  const place = { repository: name, branch: branch ?? defaultBranch };
  const attempt = { doing: `read ${place.branch}`, permission: "contents: read" };
  const read = await step("target.read files", () =>
    ask(repository, attempt, () => readBranch(repository, { branch: place.branch, paths: files })),
  );
  return { elsewhere: place, texts: read.files };
}

/** Whose settings say where the release repository is. */
export type ReleaseSettings = { readonly settings: Pick<World["settings"], "releases"> };

export function isElsewhere({ settings }: ReleaseSettings, placement: Placement): boolean {
  return !sameRepository(
    fileRepository(placement, settings.releases),
    fullName(settings.releases.repository),
  );
}

/** What a request changes in all of its target's files, each value once. @throws Rejected */
export function changesIn(world: ReleaseSettings, files: TargetFiles, edit: Edit): readonly Change[] {
  const { releases } = world.settings;
  const seen = new Set<string>();
  try {
    return files.placements.flatMap((placement) => {
      const { file, field } = placement;
      const repository = fileRepository(placement, releases);
      const key = JSON.stringify([repository, file, field]);
      // Several clusters may read one value.
      if (file === undefined || seen.has(key)) return [];
      seen.add(key);
      const texts = isElsewhere(world, placement) ? files.texts : files.state.files;
      return changesOf(placement, { repository, texts }, edit);
    });
  } catch (error) {
    if (error instanceof UnusableYaml) throw new Rejected("unusable file", error.message);
    throw error;
  }
}

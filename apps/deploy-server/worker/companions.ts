import type { Basis, Companion } from "../../../lib/deploys/preview.ts";
import { commitsBetween, type ComparedCommit } from "../../../lib/github/commits/between.ts";
import { getCommit } from "../../../lib/github/commits/commit.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { fullName, repositoryNamed, sameRepository } from "../../../lib/github/repository.ts";
import { findOwnCommit } from "../../../lib/store/own-commits.ts";
import { step } from "../../../lib/store/step.ts";
import { isRead } from "../engines/argo-cd/paths.ts";
import type { Source, Standing } from "../engines/engine.ts";
import type { World } from "../world.ts";

/** What else a sync ships, and why a part of it is not known. */
export interface FoundCompanions {
  readonly companions: readonly Companion[];
  readonly unavailable: string | undefined;
}

/** How far is looked. */
export interface Search {
  /** The release repository's commit that a sync would ship. */
  readonly head: string;
  /** Commits that do not count: 40 hex each. */
  readonly known?: ReadonlySet<string> | undefined;
  /** What was looked into already, up to the commit on which `head` was made. */
  readonly basis?: Basis | undefined;
}

const NOTHING_MORE: FoundCompanions = { companions: [], unavailable: undefined };

/** Stands for the files of a commit beyond those that GitHub lists. */
const MORE_FILES = "more files than GitHub lists";

/** As many commits as are looked into: whoever ships more has to look for themselves. */
const LOOKED_INTO = 100;

/**
 * The commits that a sync of the sources' heads would ship beside the deploy: all since what was synced last, in all
 * repositories that the application reads, as far as they touch what it reads.
 */
export async function companionsOf(
  world: World,
  { sources, unknown }: Standing,
  { nameOf, ...search }: Search & { readonly nameOf: (url: string) => string | undefined },
): Promise<FoundCompanions> {
  const companions: Companion[] = [];
  const unavailable = unknown === undefined ? [] : [unknown];
  const seen = new Set<string>();
  for (const source of sources) {
    const name = nameOf(source.repository);
    if (name === undefined) unavailable.push(`${source.repository} is not on this GitHub`);
    else if (source.synced === undefined) unavailable.push(`nothing of ${name} was synced before`);
    else {
      const found = await companionsIn(world, { ...source, synced: source.synced }, { ...search, name });
      for (const companion of found.companions) {
        if (!seen.has(companion.sha)) companions.push(companion);
        seen.add(companion.sha);
      }
      if (found.unavailable !== undefined) unavailable.push(found.unavailable);
    }
  }
  return { companions, unavailable: unavailable.length === 0 ? undefined : unavailable.join("; ") };
}

async function companionsIn(
  world: World,
  source: Source & { readonly synced: string },
  { name, ...search }: Search & { readonly name: string },
): Promise<FoundCompanions> {
  const { paths, branch, synced } = source;
  const { head, known = new Set() } = search;
  const repository = await step("companions.repository", () => world.github.at(repositoryNamed(name)));
  const isReleases = sameRepository(fullName(world.settings.releases.repository), name);
  // HEAD, a branch, a tag or a commit: whatever the application follows.
  const tip = isReleases
    ? head
    : (await step("companions.read tip", () => getCommit(repository, branch)))?.sha;
  if (isReleases && isLookedInto(source, search)) return NOTHING_MORE;
  if (tip === undefined) return { companions: [], unavailable: `${name} has no branch ${branch}` };
  const { commits, total } = await step("companions.compare", () => commitsBetween(repository, synced, tip));
  const looked = commits.slice(-LOOKED_INTO);
  const companions: Companion[] = [];
  for (const commit of looked.filter(({ sha }) => !known.has(sha))) {
    const companion = await companionOf(world, repository, { commit, paths });
    if (companion !== undefined) companions.push(companion);
  }
  return {
    companions,
    unavailable:
      total > looked.length
        ? `${name} has ${total} commits since the last sync, and only the last ${looked.length} were looked into`
        : undefined,
  };
}

/** Whether nothing lies between what was looked into and the commit itself. */
function isLookedInto(
  { repository, synced }: Source & { readonly synced: string },
  { basis }: Pick<Search, "basis">,
): boolean {
  return basis?.synced.some((one) => one.repository === repository && one.commit === synced) === true;
}

async function companionOf(
  world: World,
  repository: GitHubRepository,
  { commit, paths }: { readonly commit: ComparedCommit; readonly paths: readonly string[] },
): Promise<Companion | undefined> {
  const name = fullName(repository.name);
  const whole = await step("companions.read commit", () => getCommit(repository, commit.sha));
  const read = (whole?.files ?? []).filter((file) => isRead(paths, file)).toSorted();
  // What GitHub does not list may be what the application reads, and so may a commit that GitHub does not show.
  const unlisted = whole === undefined ? ["unknown files"] : whole.hasMoreFiles ? [MORE_FILES] : [];
  const files = [...read, ...unlisted];
  if (files.length === 0) return undefined;
  const own = await findOwnCommit(world.db, { repository: name, sha: commit.sha });
  const [subject = ""] = commit.message.split("\n");
  // A commit of the suite is somebody's, too: its message says whose.
  const asker = own === undefined ? undefined : /^Released-By: (.+)$/m.exec(commit.message)?.[1];
  return { repository: name, sha: commit.sha, author: asker ?? commit.author, subject, files };
}

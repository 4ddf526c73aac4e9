import { fullName, repositoryNamed, sameRepository } from "../../../lib/github/repository.ts";
import { step } from "../../../lib/store/step.ts";
import { repositoryNamesAt } from "../engines/open.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { releaseNotes } from "../github/release-notes.ts";
import { memoryOf } from "../remembered.ts";
import type { World } from "../world.ts";
import { configRepositoryOf } from "./config-home.ts";

/** What is written of a release seldom changes, and everybody asks for the newest ones. */
const notesKept = memoryOf<string | undefined>({ ms: 10 * 60_000, most: 500 });

/** A version of a config's chart. */
export interface ChartRelease {
  readonly config: string;
  readonly version: string;
  /** The address of the repository that the chart says it is made from. */
  readonly source: string;
}

/**
 * The notes of the GitHub release of a chart's version, in the repository that the chart names: two requests at most, and
 * none for a while after. Whoever pushes a chart may name any repository: only the release repository, and the one that the
 * release repository says is the config's, are looked into.
 * @returns Markdown of whoever has written it; undefined where there is none
 */
export async function releaseNotesOf(
  world: World,
  state: ReleaseState,
  { config, version, source }: ChartRelease,
): Promise<string | undefined> {
  const name = repositoryNamesAt(world.settings.github.url)(source);
  const own = configRepositoryOf(state, { config, channel: "" });
  const known = [world.settings.releases.repository, ...(own === undefined ? [] : [own])].map(fullName);
  if (name === undefined || !known.some((one) => sameRepository(one, name))) return undefined;
  const now = world.clock.now().getTime();
  return notesKept(world).of(`${name.toLowerCase()} ${version}`, now, () => readNotes(world, name, version));
}

/** By the two ways in which tags are usually named. */
async function readNotes(world: World, name: string, version: string): Promise<string | undefined> {
  const repository = await step("notes.repository", () => world.github.at(repositoryNamed(name)));
  for (const tag of [`v${version}`, version]) {
    const text = await step("notes.read", () => releaseNotes(repository, tag));
    if (text !== undefined) return text;
  }
  return undefined;
}

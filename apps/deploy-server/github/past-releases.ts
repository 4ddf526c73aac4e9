import type { Target } from "../../../lib/deploys/target.ts";
import { RecordHistory } from "../../../lib/release-write/record-history.ts";
import { pastEntries, type PastEntry } from "../../../lib/releases/history/place-history.ts";
import {
  pastReleases,
  type PastRelease,
  type RecordState,
} from "../../../lib/releases/history/record-history.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";
import type { ReleaseState } from "./release-files.ts";

type Reach = Pick<World, "settings" | "github">;

/** Whose past, and how much of it is enough. */
interface Past {
  readonly target: Target;
  readonly count: number;
}

/** The releases of a target that ran, the newest first, from the ledger's own history. */
export function pastReleasesOf(
  world: Reach,
  state: ReleaseState,
  past: Past,
): Promise<readonly PastRelease[]> {
  return readPast(world, state, { ...past, of: pastReleases });
}

/**
 * All that was deployed to a target and taken out of it, the newest first, from the ledger's own history: what was asked for
 * in chat, what actions have released, and what a database that was lost knew of. Two requests, more if it is far back.
 */
export function pastEntriesOf(world: Reach, state: ReleaseState, past: Past): Promise<readonly PastEntry[]> {
  return readPast(world, state, { ...past, of: pastEntries });
}

async function readPast<T>(
  { settings, github }: Reach,
  { database, head, files }: ReleaseState,
  { target, count, of }: Past & { readonly of: (states: readonly RecordState[]) => readonly T[] },
): Promise<readonly T[]> {
  const place = { container: target.config, channel: target.channel };
  const { repository: name, database: path } = settings.releases;
  const repository = await step("history.repository", () => github.at(name));
  const text = files.get(path) ?? "";
  const past = new RecordHistory({ repository, path, head, text, database }, [place]);
  let found: readonly T[] = [];
  // One more than is wanted: the last one that was read may have begun in an older commit.
  while (found.length <= count && (await step("history.read more", () => past.readMore())))
    found = of(past.statesOf(place));
  return found.slice(0, count);
}

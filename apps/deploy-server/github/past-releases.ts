import type { Target } from "../../../lib/deploys/target.ts";
import { RecordHistory } from "../../../lib/release-write/record-history.ts";
import { pastReleases, type PastRelease } from "../../../lib/releases/history/record-history.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";
import type { ReleaseState } from "./release-files.ts";

/**
 * The releases of a target that ran, the newest first, from the ledger's own history: what was asked for in chat, what
 * actions have released, and what a database that was lost knew of. Two requests, more if it is far back.
 * @param count as many are enough
 */
export async function pastReleasesOf(
  { settings, github }: Pick<World, "settings" | "github">,
  { database, head, files }: ReleaseState,
  { target, count }: { readonly target: Target; readonly count: number },
): Promise<readonly PastRelease[]> {
  const record = database.releases.find(
    ({ container, channel }) => container === target.config && channel === target.channel,
  );
  if (record === undefined) return [];
  const { repository: name, database: path } = settings.releases;
  const repository = await step("history.repository", () => github.at(name));
  const text = files.get(path) ?? "";
  const past = new RecordHistory({ repository, path, head, text, database }, [record]);
  let releases: readonly PastRelease[] = [];
  // One more than is wanted: the last one that was read may have begun in an older commit.
  while (releases.length <= count && (await step("history.read more", () => past.readMore())))
    releases = pastReleases(past.statesOf(record));
  return releases.slice(0, count);
}

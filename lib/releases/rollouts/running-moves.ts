import { writtenRecords } from "../history/commit-message.ts";
import { confirmedSource } from "../rules/confirmed-source.ts";
import { repositoryKey } from "../documents/repository-name.ts";
import { recordKey } from "../documents/database.ts";
import type { PastMove } from "../history/past-dispatch.ts";
import { releaseKey, type RunningReport, type Takeover } from "./running.ts";
import type { Policy, ReleaseRecord, Source } from "../generated/schema.generated.ts";

/**
 * The builds that run since the takeover because they were promoted, or gone back to: each once for its channel. No
 * build asked for that, so only the policy can say that the source is more than a claim.
 */
export function movedReports({
  before,
  now,
  moves,
  policy,
}: Pick<Takeover, "before" | "now" | "moves" | "policy">): readonly RunningReport[] {
  const ran = new Set(before?.releases.map(releaseKey));
  const newly = now.releases.filter((record) => !ran.has(releaseKey(record)));
  // Where nobody knows what ran before, all that was ever promoted would seem to be new.
  const isToBeMade = before !== undefined;
  return moves.flatMap((move) =>
    buildsOf(move, newly, policy).map(({ source, ...build }): RunningReport => {
      const cause = { id: move.id, source, commitUrl: move.commit.url };
      return { ...build, cause, fate: "running", isToBeMade };
    }),
  );
}

interface MovedBuild {
  readonly channel: string;
  readonly source: Source;
  readonly records: readonly ReleaseRecord[];
  readonly isConfirmed: boolean;
}

/** What is more than a claim is told by itself: a container that the policy does not know keeps no other from it. */
function buildsOf(
  { id, commit }: PastMove,
  records: readonly ReleaseRecord[],
  policy: Policy,
): readonly MovedBuild[] {
  const written = writtenRecords(commit.message);
  const builds = new Map<string, MovedBuild>();
  for (const record of records) {
    const { channel, source, dispatch_id } = record;
    if (source === undefined || dispatch_id !== id || !written.has(recordKey(record))) continue;
    const isConfirmed = confirmedSource(policy, { releases: [record], source }, false) !== undefined;
    const key = `${channel} ${repositoryKey(source.repository)} ${source.sha} ${isConfirmed}`;
    const others = builds.get(key)?.records ?? [];
    builds.set(key, { channel, source, records: [...others, record], isConfirmed });
  }
  return [...builds.values()];
}

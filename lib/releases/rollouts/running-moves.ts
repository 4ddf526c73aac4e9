import { recordKey } from "../documents/database.ts";
import { repositoryKey } from "../documents/repository-name.ts";
import type { ReleaseRecord, Source } from "../generated/schema.generated.ts";
import { writtenRecords } from "../history/commit-message.ts";
import type { PastMove } from "../history/past-dispatch.ts";
import { provedByRecord, type ProvedSource } from "../rules/proved-source.ts";
import { releaseKey, type RolloutChange, type RunningReport } from "./running.ts";

/**
 * The builds that run since the rollout because of a promotion or a rollback, each once per channel. What their records
 * say was proved at the first release still holds.
 */
export function movedReports({
  before,
  now,
  moves,
}: Pick<RolloutChange, "before" | "now" | "moves">): readonly RunningReport[] {
  const ran = new Set(before?.releases.map(releaseKey));
  const newly = now.releases.filter((record) => !ran.has(releaseKey(record)));
  // If it is unknown what ran before, everything that was ever promoted would look new.
  const isToBeMade = before !== undefined;
  return moves.flatMap((move) =>
    buildsOf(move, newly).map(({ source, ...build }): RunningReport => {
      const cause = { id: move.id, source, commitUrl: move.commit.url };
      return { ...build, cause, fate: "running", isToBeMade };
    }),
  );
}

interface MovedBuild {
  readonly channel: string;
  readonly source: Source;
  readonly records: readonly ReleaseRecord[];
  readonly proved: ProvedSource | undefined;
}

/** A proved source has a key of its own, so that a claim cannot displace it. */
function buildsOf({ id, commit }: PastMove, records: readonly ReleaseRecord[]): readonly MovedBuild[] {
  const written = writtenRecords(commit.message);
  const builds = new Map<string, MovedBuild>();
  for (const record of records) {
    const { channel, source, dispatch_id } = record;
    if (source === undefined || dispatch_id !== id || !written.has(recordKey(record))) continue;
    const proved = provedByRecord(record);
    const key = `${channel} ${source.repository_id ?? repositoryKey(source.repository)} ${source.sha}`;
    const others = builds.get(key)?.records ?? [];
    builds.set(key, { channel, source, records: [...others, record], proved });
  }
  return [...builds.values()];
}

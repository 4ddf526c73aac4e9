import { recordKey } from "../documents/database.ts";
import { repositoryKey } from "../documents/repository-name.ts";
import type { ReleaseRecord, Source } from "../generated/schema.generated.ts";
import { provedByRecord } from "../rules/proved-source.ts";
import type { RolloutChange, RunningReport } from "./running.ts";

/**
 * The builds that ran before the rollout and have stopped, each once per channel. A build that any container still runs
 * has not ended.
 */
export function endedReports({
  before,
  now,
}: Pick<RolloutChange, "before" | "now">): readonly RunningReport[] {
  const runs = new Set(now.releases.map(releaseOf));
  const standing = new Map(now.releases.map((record) => [recordKey(record), record]));
  const ended = (before?.releases ?? []).filter(
    (record): record is ReleaseRecord & { readonly source: Source } =>
      record.source !== undefined && !runs.has(releaseOf(record)),
  );
  return [...Map.groupBy(ended, releaseOf).values()].flatMap((records): readonly RunningReport[] => {
    const [first] = records;
    if (first === undefined) return [];
    const { channel, source, dispatch_id: id } = first;
    const report: RunningReport = {
      cause: { id, source, commitUrl: undefined },
      channel,
      fate: "ended",
      records: records.flatMap((record) => standing.get(recordKey(record)) ?? []),
      proved: provedByRecord(first),
      isToBeMade: false,
    };
    return [report];
  });
}

/** What one deployment represents: a build in a channel, released by one dispatch. */
function releaseOf({ channel, dispatch_id, source }: ReleaseRecord): string {
  const repository = source?.repository_id ?? repositoryKey(source?.repository ?? "");
  return `${channel} ${dispatch_id} ${repository} ${source?.sha}`;
}

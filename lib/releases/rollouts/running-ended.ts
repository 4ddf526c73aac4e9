import { confirmedSource } from "../rules/confirmed-source.ts";
import { repositoryKey } from "../documents/repository-name.ts";
import { recordKey } from "../documents/database.ts";
import type { RunningReport, Takeover } from "./running.ts";
import type { ReleaseRecord, Source } from "../generated/schema.generated.ts";

/**
 * The builds that ran until the takeover and run no more, each once for its channel. One of which a container still
 * runs is not over.
 * @param told what else is told of it: where a repository hears of a release, it hears of the end of another, too
 */
export function endedReports(
  { before, now, policy }: Pick<Takeover, "before" | "now" | "policy">,
  told: readonly RunningReport[],
): readonly RunningReport[] {
  const runs = new Set(now.releases.map(releaseOf));
  const standing = new Map(now.releases.map((record) => [recordKey(record), record]));
  const heard = new Set(
    told.filter(({ isConfirmed }) => isConfirmed).map(({ cause }) => repositoryKey(cause.source.repository)),
  );
  const ended = (before?.releases ?? []).filter(
    (record): record is ReleaseRecord & { readonly source: Source } =>
      record.source !== undefined && !runs.has(releaseOf(record)),
  );
  return [...Map.groupBy(ended, releaseOf).values()].map((records): RunningReport => {
    const [{ channel, source, dispatch_id: id }] = records as [(typeof ended)[number]];
    const isNamed = confirmedSource(policy, { releases: records, source }, false) !== undefined;
    return {
      cause: { id, source, commitUrl: undefined },
      channel,
      fate: "ended",
      records: records.flatMap((record) => standing.get(recordKey(record)) ?? []),
      isConfirmed: isNamed || heard.has(repositoryKey(source.repository)),
      isToBeMade: false,
    };
  });
}

/** What one deployment stands for: a build in a channel, as one dispatch released it. */
function releaseOf({ channel, dispatch_id, source }: ReleaseRecord): string {
  return `${channel} ${dispatch_id} ${repositoryKey(source?.repository ?? "")} ${source?.sha}`;
}

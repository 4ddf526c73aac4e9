import { confirmedSource } from "./confirmed-source.ts";
import { releaseKey, type RunningReport, type Takeover } from "./running.ts";
import type { Policy, ReleaseRecord, Source } from "./schema.generated.ts";

/**
 * The builds that run since the takeover because they were promoted, or gone back to: each once for its channel. No
 * build asked for that, so only the policy can say that the source is more than a claim.
 */
export function movedReports({
  before,
  now,
  moves,
  isNew,
  policy,
}: Pick<Takeover, "before" | "now" | "moves" | "isNew" | "policy">): readonly RunningReport[] {
  const ran = new Set(before?.releases.map(releaseKey));
  const newly = Map.groupBy(
    now.releases.filter((record) => !ran.has(releaseKey(record))),
    ({ dispatch_id }) => dispatch_id,
  );
  return moves.filter(isNew).flatMap((move) =>
    byBuild(newly.get(move.id) ?? [], policy).map(({ source, ...build }): RunningReport => {
      const dispatch = { id: move.id, commit: move.commit, source };
      return { ...build, dispatch, fate: "running", isMove: true };
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
function byBuild(records: readonly ReleaseRecord[], policy: Policy): readonly MovedBuild[] {
  const builds = new Map<string, MovedBuild>();
  for (const record of records) {
    const { channel, source } = record;
    if (source === undefined) continue;
    const isConfirmed = confirmedSource(policy, { releases: [record], source }, false) !== undefined;
    const key = `${channel} ${source.repository.toLowerCase()} ${source.sha} ${isConfirmed}`;
    const others = builds.get(key)?.records ?? [];
    builds.set(key, { channel, source, records: [...others, record], isConfirmed });
  }
  return [...builds.values()];
}

import { recordKey } from "../documents/database.ts";
import { splitImage } from "../documents/image.ts";
import { isSameIdentity } from "../documents/repository-name.ts";
import type { Database, ReleaseRecord, Source } from "../generated/schema.generated.ts";
import { isSameCommit, type PastDispatch, type PastMove } from "../history/past-dispatch.ts";
import { provedByHistory, type ProvedSource } from "../rules/proved-source.ts";

/** What became of a build's release in one channel, as its source's deployment is to be told. */
export interface RunningReport {
  /** What released it: the build's own dispatch, or a later promotion or rollback. */
  readonly cause: ReleaseCause;
  readonly channel: string;
  /**
   * `overtaken`: it never gets a rollout of its own, because other releases came in its place. `ended`: it ran until
   * now, and does no more.
   */
  readonly fate: "running" | "overtaken" | "ended";
  /** The releases that run: its own, or those that came instead. */
  readonly records: readonly ReleaseRecord[];
  /** Who is told of it: its source where that is proved, else nobody. */
  readonly proved: ProvedSource | undefined;
  /** Whether its deployment is to be made where there is none: nobody begins one for a promotion or a rollback. */
  readonly isToBeMade: boolean;
}

interface ReleaseCause {
  /** The id that its records have. */
  readonly id: string;
  /** The build that made the image. */
  readonly source: Pick<Source, "repository" | "sha">;
  /** The commit that released it, where it is known. */
  readonly commitUrl: string | undefined;
}

export interface RolloutChange {
  /** What ran until now; undefined when that is not known. */
  readonly before: Database | undefined;
  /** What runs. */
  readonly now: Database;
  /** What wrote the database, newest first. */
  readonly dispatches: readonly PastDispatch[];
  /** The promotions and rollbacks among what wrote it, newest first. */
  readonly moves: readonly PastMove[];
  /** Those of either that came after what ran until now. */
  readonly isNew: (cause: PastMove) => boolean;
}

/** The releases of builds that run since the rollout and did not before, and those that were overtaken meanwhile. */
export function runningReports(change: Omit<RolloutChange, "moves">): readonly RunningReport[] {
  const { before, now, dispatches, isNew } = change;
  const ran = new Set(before?.releases.map(releaseKey));
  const runs = new Map(now.releases.map((record) => [recordKey(record), record]));
  return dispatches.flatMap((dispatch) => {
    const cause = { id: dispatch.id, source: dispatch.source, commitUrl: dispatch.commit.url };
    const report = { cause, proved: provedByHistory(dispatch), isToBeMade: false };
    return [...byChannel(dispatch.records)].flatMap(([channel, keys]): RunningReport[] => {
      const standing = keys.flatMap((key) => runs.get(key) ?? []);
      const own = standing.filter((record) => isOf(record, dispatch));
      if (own.some((record) => !ran.has(releaseKey(record)))) {
        return [{ ...report, channel, fate: "running", records: own }];
      }
      if (own.length > 0 || !isNew(dispatch)) return [];
      return [{ ...report, channel, fate: "overtaken", records: standing }];
    });
  });
}

/** Whether all that runs newly can be told from these dispatches, so that no older ones need be looked for. */
export function isFound(
  { before, now }: Pick<RolloutChange, "before" | "now">,
  ids: ReadonlySet<string>,
): boolean {
  const ran = new Set(before?.releases.map(releaseKey));
  return now.releases.every(
    (record) => record.source === undefined || ids.has(record.dispatch_id) || ran.has(releaseKey(record)),
  );
}

/** Whether nothing else of its repository runs in its channel. */
export function runsAlone({ channel, cause, proved }: RunningReport, now: Database): boolean {
  const { repository, sha } = cause.source;
  const identity = { repository, repository_id: proved?.repositoryId };
  return now.releases
    .filter((record) => record.channel === channel)
    .filter(({ source }) => source !== undefined && isSameIdentity(source, identity))
    .every(({ dispatch_id, source }) => dispatch_id === cause.id && source?.sha === sha);
}

/** What a deployment is told of it. */
export function describeFate({ fate, records, channel }: RunningReport): string {
  const names = records.map(({ container, image }) => `${container} ${splitImage(image).tag ?? image}`);
  if (fate === "running") return `The cluster serves ${names.join(", ")}`;
  if (names.length > 0)
    return fate === "ended"
      ? `The cluster serves ${names.join(", ")} instead`
      : `Overtaken: ${names.join(", ")} came instead`;
  return fate === "ended"
    ? `It was taken out of ${channel}`
    : `Overtaken: it was taken out of ${channel} before it ran`;
}

/** A record, as one dispatch wrote it. */
export function releaseKey(record: ReleaseRecord): string {
  return `${recordKey(record)} ${record.dispatch_id}`;
}

function isOf({ dispatch_id, source }: ReleaseRecord, dispatch: PastDispatch): boolean {
  return dispatch_id === dispatch.id && source !== undefined && isSameCommit(source, dispatch.source);
}

function byChannel(keys: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(keys, (key) => key.split(" ")[1] ?? "");
}

import { recordKey } from "../documents/database.ts";
import { splitImage } from "../documents/image.ts";
import { isSameIdentity } from "../documents/repository-name.ts";
import type { Database, ReleaseRecord, Source } from "../generated/schema.generated.ts";
import { isSameCommit, type PastDispatch, type PastMove } from "../history/past-dispatch.ts";
import { provedByHistory, type ProvedSource } from "../rules/proved-source.ts";

/** The state of a build's release in one channel, to be reported to the source's deployment. */
export interface RunningReport {
  /** What released it: the build's own dispatch, or a later promotion or rollback. */
  readonly cause: ReleaseCause;
  readonly channel: string;
  /**
   * `overtaken`: it never gets a rollout of its own, because other releases took its place. `ended`: it ran and has now
   * stopped.
   */
  readonly fate: "running" | "overtaken" | "ended";
  /** The running records: its own, or those that replaced it. */
  readonly records: readonly ReleaseRecord[];
  /** Who is notified: the source if it is proved, otherwise nobody. */
  readonly proved: ProvedSource | undefined;
  /** Whether to create a missing deployment: promotions and rollbacks do not create one in advance. */
  readonly isToBeMade: boolean;
}

interface ReleaseCause {
  /** The dispatch id in its records. */
  readonly id: string;
  /** The build that produced the image. */
  readonly source: Pick<Source, "repository" | "sha">;
  /** The commit that released it, if known. */
  readonly commitUrl: string | undefined;
}

export interface RolloutChange {
  /** The database that ran before; undefined if unknown. */
  readonly before: Database | undefined;
  /** The database that runs now. */
  readonly now: Database;
  /** The dispatches that wrote the database, newest first. */
  readonly dispatches: readonly PastDispatch[];
  /** The promotions and rollbacks that wrote the database, newest first. */
  readonly moves: readonly PastMove[];
  /** The dispatches and moves since the database that ran before. */
  readonly isNew: (cause: PastMove) => boolean;
}

/** The builds' releases that started running with this rollout, and those that were overtaken in between. */
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

/** Whether these dispatches account for everything that started running, so that older ones are not needed. */
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

/** The description for its deployment. */
export function describeFate({ fate, records, channel }: RunningReport): string {
  const names = records.map(({ container, image }) => `${container} ${splitImage(image).tag ?? image}`);
  if (fate === "running") return `The cluster serves ${names.join(", ")}`;
  if (names.length > 0)
    return fate === "ended"
      ? `The cluster serves ${names.join(", ")} instead`
      : `Overtaken: ${names.join(", ")} came instead`;
  return fate === "ended" ? `Removed from ${channel}` : `Overtaken: removed from ${channel} before it ran`;
}

/** A record together with the dispatch that wrote it. */
export function releaseKey(record: ReleaseRecord): string {
  return `${recordKey(record)} ${record.dispatch_id}`;
}

function isOf({ dispatch_id, source }: ReleaseRecord, dispatch: PastDispatch): boolean {
  return dispatch_id === dispatch.id && source !== undefined && isSameCommit(source, dispatch.source);
}

function byChannel(keys: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(keys, (key) => key.split(" ")[1] ?? "");
}

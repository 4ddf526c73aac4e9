import { recordKey } from "../documents/database.ts";
import type {
  ConfigSource,
  Database,
  Pin,
  Release,
  ReleaseRecord,
  Source,
} from "../generated/schema.generated.ts";
import { rememberedBuilds } from "./build-order.ts";
import { gateReasons, type Gates } from "./closed.ts";
import { isInForce, judge, type Judgement, type Order, type ReleaseOutcome } from "./outcome.ts";
import { buildsIn, stopOf, tracesOf, withoutTraces } from "./undeployment.ts";
import { isUntilResume } from "./until-resume.ts";

/** The result for one release of a dispatch. */
export interface ReleaseResult {
  readonly container: string;
  readonly channel: string;
  readonly outcome: ReleaseOutcome;
  /** The reason, if the outcome needs one. */
  readonly reason: string;
  /** The image on record before; null if there was none. */
  readonly before: string | null;
  /** The requested image; null to retire the record. */
  readonly after: string | null;
}

/** The policy's freezes hold releases; releases that it rejects must not get here. */
export interface ReleaseOptions extends Gates {
  /** Who releases: a GitHub login. */
  readonly by: string;
  /** Write even what would be superseded or held. */
  readonly force: boolean;
  /** Whether somebody who was shown that a place is retired, or pinned until it is resumed, releases to it all the same. */
  readonly bringsBack?: boolean | undefined;
  /** The operation's id, which every written record carries. */
  readonly id: string;
  readonly order: Order;
  /** The pin to set, or null to remove it; without it, records keep their pins. */
  readonly pin?: Pin | null | undefined;
}

/** A release with the build that produced its image. */
export interface SourcedRelease extends Release {
  /** Absent if a person released the image. */
  readonly source?: Source;
  /** The deploy config that goes with it; absent if nobody says which. */
  readonly config?: ConfigSource;
}

export interface Applied {
  /** The given database itself if nothing was applied. */
  readonly database: Database;
  readonly results: readonly ReleaseResult[];
  readonly changed: boolean;
}

/** The releases of one build, as a dispatch has them. */
export function sourced(releases: readonly Release[], source: Source | undefined): readonly SourcedRelease[] {
  if (source === undefined) return releases;
  const agreed = known(source);
  return releases.map((release) => ({ ...release, source: agreed }));
}

/** Applies releases, each of a build of its own, to the database. Pure; applying them again changes nothing. */
export function applyReleases(
  database: Database,
  releases: readonly SourcedRelease[],
  options: ReleaseOptions,
): Applied {
  const records = new Map(database.releases.map((record) => [recordKey(record), record]));
  const back: SourcedRelease[] = [];
  const results = releases.map((release): ReleaseResult => {
    const key = recordKey(release);
    const record = records.get(key);
    const { outcome, reason, next } = settle({ record, database }, release, options);
    if (next !== undefined) {
      records.set(key, next);
      back.push(release);
    }
    const { container, channel, image } = release;
    return { container, channel, outcome, reason, before: record?.image ?? null, after: image };
  });
  const changed = results.some(({ outcome }) => outcome === "applied");
  if (!changed) return { database, results, changed };
  return {
    database: { ...withoutTraces(database, back), releases: [...records.values()] },
    results,
    changed,
  };
}

/** A container's record in a channel, and the database for what else is known of the place. */
interface Standing {
  readonly record: ReleaseRecord | undefined;
  readonly database: Database;
}

/** Decides a release and the record it leads to; no record if the present one stays. */
function settle(
  { record: found, database }: Standing,
  release: SourcedRelease,
  options: ReleaseOptions,
): Judgement & { readonly next?: ReleaseRecord } {
  const { at, force, order, pin } = options;
  const closed = closedReason({ record: found, database }, release, options);
  const record = options.bringsBack === true ? withoutOwnPin(found) : found;
  const judgement = judge(record, release, { source: release.source, closed, at, force, order });
  if (judgement.outcome === "applied") {
    return { ...judgement, next: written({ record, database }, release, options) };
  }
  // A pin does not change what runs, so nothing holds it back.
  if (judgement.outcome !== "unchanged" || found === undefined || hasPin(found, pin, at)) return judgement;
  return { outcome: "applied", reason: pinChange(found), next: withPin(found, pin) };
}

/** Why a place is closed to releases, whatever its record says. */
function closedReason(
  { record, database }: Standing,
  release: SourcedRelease,
  options: ReleaseOptions,
): string | undefined {
  // Programs that do not know tombstones may have released there; the record is then back.
  const stop = record === undefined && options.bringsBack !== true ? stopOf(database, release) : undefined;
  return (
    [...(stop === undefined ? [] : [stop.because]), ...gateReasons(options, release)].join("; and ") ||
    undefined
  );
}

/** Keeps unknown fields, the order of builds, and a pin in force unless the release changes the pin. */
function written(
  { record, database }: Standing,
  { container, channel, image, digest, source, config }: SourcedRelease,
  { id, by, at, pin, force, order }: ReleaseOptions,
): ReleaseRecord {
  const {
    digest: _digest,
    source: _source,
    config: _config,
    newest_builds: _past,
    pinned,
    ...kept
  } = record ?? {};
  // A person who forces a release or goes back says which build counts from here on, also of what was retired.
  const isReset = force || order === "any";
  const builds = record ?? buildsIn(tracesOf(database, { container, channel }));
  const remembered = rememberedBuilds(builds, source, isReset);
  const next = {
    ...kept,
    container,
    channel,
    image,
    ...(digest !== undefined && { digest }),
    ...(source !== undefined && { source }),
    ...(config !== undefined && { config }),
    ...(remembered.length > 0 && { newest_builds: [...remembered] }),
    released_at: at,
    released_by: by,
    dispatch_id: id,
    ...(pinned !== undefined && isInForce(pinned, at) && { pinned }),
  };
  return pin === undefined ? next : withPin(next, pin);
}

/** Whether the record already has the requested pin or lack of one: a pin in force keeps its reason and its end. */
function hasPin({ pinned }: ReleaseRecord, pin: Pin | null | undefined, at: string): boolean {
  if (pin === undefined) return true;
  return pin === null ? pinned === undefined : pinned !== undefined && isInForce(pinned, at);
}

function withPin({ pinned: _old, ...record }: ReleaseRecord, pin: Pin | null | undefined): ReleaseRecord {
  return pin === null || pin === undefined ? record : { ...record, pinned: pin };
}

/** A person who deploys ends the pin that goes with a rollback. */
function withoutOwnPin(record: ReleaseRecord | undefined): ReleaseRecord | undefined {
  return record !== undefined && isUntilResume(record.pinned) ? withPin(record, null) : record;
}

function pinChange({ pinned }: ReleaseRecord): string {
  return pinned === undefined ? "pinned as it is" : `it was pinned by ${pinned.by}: ${pinned.reason}`;
}

/** A payload's source may have more fields; the database keeps the known ones. */
function known(source: Source): Source {
  const { repository, repository_id, sha, ref, run_id, run_attempt, actor, sent_by } = source;
  return {
    repository,
    ...(repository_id !== undefined && { repository_id }),
    sha,
    ref,
    run_id,
    run_attempt,
    ...(actor !== undefined && { actor }),
    ...(sent_by !== undefined && { sent_by }),
  };
}

import { recordKey } from "../documents/database.ts";
import type {
  Database,
  Pin,
  Release,
  ReleaseRecord,
  Source,
  Tombstone,
} from "../generated/schema.generated.ts";
import { rememberedBuilds } from "./build-order.ts";
import { gateReasons, type Gates } from "./closed.ts";
import { isInForce, judge, type Judgement, type Order, type ReleaseOutcome } from "./outcome.ts";
import { retiredReason } from "./tombstone.ts";

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
  /** Whether somebody who was shown that a place is retired releases to it all the same. */
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
  const tombstones = new Map(database.retired?.map((tombstone) => [recordKey(tombstone), tombstone]));
  const results = releases.map((release): ReleaseResult => {
    const key = recordKey(release);
    const record = records.get(key);
    const { outcome, reason, next } = settle({ record, tombstone: tombstones.get(key) }, release, options);
    if (next !== undefined) {
      records.set(key, next);
      tombstones.delete(key);
    }
    const { container, channel, image } = release;
    return { container, channel, outcome, reason, before: record?.image ?? null, after: image };
  });
  const changed = results.some(({ outcome }) => outcome === "applied");
  if (!changed) return { database, results, changed };
  return { database: withRecords(database, records, tombstones), results, changed };
}

/** Removes the tombstones of what comes back, and the list with the last of them. */
function withRecords(
  { retired = [], ...rest }: Database,
  records: ReadonlyMap<string, ReleaseRecord>,
  tombstones: ReadonlyMap<string, Tombstone>,
): Database {
  const database = { ...rest, releases: [...records.values()] };
  return retired.length === 0 || tombstones.size === 0
    ? database
    : { ...database, retired: [...tombstones.values()] };
}

/** The database's entries for a container in a channel. */
interface Standing {
  readonly record: ReleaseRecord | undefined;
  readonly tombstone: Tombstone | undefined;
}

/** Decides a release and the record it leads to; no record if the present one stays. */
function settle(
  { record, tombstone }: Standing,
  release: SourcedRelease,
  options: ReleaseOptions,
): Judgement & { readonly next?: ReleaseRecord } {
  const { at, force, order, pin } = options;
  const closed = closedReason({ record, tombstone }, release, options);
  const judgement = judge(record, release, { source: release.source, closed, at, force, order });
  if (judgement.outcome === "applied") {
    return { ...judgement, next: written({ record, tombstone }, release, options) };
  }
  // A pin does not change what runs, so nothing holds it back.
  if (judgement.outcome !== "unchanged" || record === undefined || hasPin(record, pin, at)) return judgement;
  return { outcome: "applied", reason: pinChange(record), next: withPin(record, pin) };
}

/** Why a place is closed to releases, whatever its record says. */
function closedReason(
  { record, tombstone }: Standing,
  release: SourcedRelease,
  options: ReleaseOptions,
): string | undefined {
  // Programs that do not know tombstones may have released there; the record is then back.
  const isRetired = record === undefined && options.bringsBack !== true;
  const retired = isRetired && tombstone !== undefined ? [retiredReason(tombstone)] : [];
  return [...retired, ...gateReasons(options, release)].join("; and ") || undefined;
}

/** Keeps unknown fields, the order of builds, and a pin in force unless the release changes the pin. */
function written(
  { record, tombstone }: Standing,
  { container, channel, image, digest, source }: SourcedRelease,
  { id, by, at, pin, force, order }: ReleaseOptions,
): ReleaseRecord {
  const { digest: _digest, source: _source, newest_builds: _past, pinned, ...kept } = record ?? {};
  // A person who forces a release or goes back says which build counts from here on, also of what was retired.
  const isReset = force || order === "any";
  const remembered = rememberedBuilds(record ?? tombstone ?? {}, source, isReset);
  const next = {
    ...kept,
    container,
    channel,
    image,
    ...(digest !== undefined && { digest }),
    ...(source !== undefined && { source }),
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

function pinChange({ pinned }: ReleaseRecord): string {
  return pinned === undefined ? "pinned as it is" : `it was pinned by ${pinned.by}: ${pinned.reason}`;
}

/** A payload's source may have more fields; the database keeps the known ones. */
function known({ repository, repository_id, sha, ref, run_id, run_attempt }: Source): Source {
  return {
    repository,
    ...(repository_id !== undefined && { repository_id }),
    sha,
    ref,
    run_id,
    run_attempt,
  };
}

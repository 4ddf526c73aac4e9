import { rememberedBuilds } from "./build-order.ts";
import { recordKey } from "../documents/database.ts";
import { freezeReason } from "./freeze.ts";
import { judge, type Judgement, type Order, type Outcome } from "./outcome.ts";
import type { Database, Pin, Policy, Release, ReleaseRecord, Source } from "../generated/schema.generated.ts";

/** What became of one release of a dispatch. */
export interface ReleaseResult {
  readonly container: string;
  readonly channel: string;
  readonly outcome: Outcome;
  /** Why, where the outcome alone does not tell. */
  readonly reason: string;
  /** The image on record until now; null when there was none. */
  readonly before: string | null;
  /** The image that the dispatch asks for. */
  readonly after: string;
}

export interface ApplyOptions {
  /** Who releases: a GitHub login. */
  readonly by: string;
  /** When: ISO 8601 in UTC. */
  readonly at: string;
  /** Write what would be superseded or held. */
  readonly force: boolean;
  /** Its freezes hold releases; what it refuses must not come here. */
  readonly policy: Policy;
}

/** A release with the build that made its image. */
export interface SourcedRelease extends Release {
  /** Absent when a person released the image. */
  readonly source?: Source;
}

/** Releases of one build that came together. */
export interface SourcedDispatch {
  readonly id: string;
  readonly releases: readonly Release[];
  readonly source?: Source;
}

export interface ReleaseOptions extends ApplyOptions {
  /** The id of what is done, which goes into each record that it writes. */
  readonly id: string;
  readonly order: Order;
  /** The pin that the records are to have, or null for none; without it they keep what they have. */
  readonly pin?: Pin | null | undefined;
}

export interface Applied {
  /** The given database itself when nothing was applied. */
  readonly database: Database;
  readonly results: readonly ReleaseResult[];
  readonly changed: boolean;
}

/** Applies a dispatch to the database: pure, and asking again with the result changes nothing. */
export function applyDispatch(
  database: Database,
  { id, releases, source }: SourcedDispatch,
  options: ApplyOptions,
): Applied {
  return applyReleases(database, sourced(releases, source), { ...options, id, order: "ever" });
}

/** Releases that one build made, as a dispatch says. */
export function sourced(releases: readonly Release[], source: Source | undefined): readonly SourcedRelease[] {
  if (source === undefined) return releases;
  const agreed = known(source);
  return releases.map((release) => ({ ...release, source: agreed }));
}

/** Applies releases to the database, each of a build of its own: pure, and the same again changes nothing. */
export function applyReleases(
  database: Database,
  releases: readonly SourcedRelease[],
  options: ReleaseOptions,
): Applied {
  const records = new Map(database.releases.map((record) => [recordKey(record), record]));
  const results = releases.map((release): ReleaseResult => {
    const record = records.get(recordKey(release));
    const { outcome, reason, next } = settle(record, release, options);
    if (next !== undefined) records.set(recordKey(release), next);
    const { container, channel, image } = release;
    return { container, channel, outcome, reason, before: record?.image ?? null, after: image };
  });
  const changed = results.some(({ outcome }) => outcome === "applied");
  return {
    database: changed ? { ...database, releases: [...records.values()] } : database,
    results,
    changed,
  };
}

/** What happens to a release, and the record that it leads to; none where the present one stays. */
function settle(
  record: ReleaseRecord | undefined,
  release: SourcedRelease,
  options: ReleaseOptions,
): Judgement & { readonly next?: ReleaseRecord } {
  const { policy, at, force, order, pin } = options;
  const frozen = freezeReason(policy, release, at);
  const judgement = judge(record, release, { source: release.source, frozen, force, order });
  if (judgement.outcome === "applied") return { ...judgement, next: written(record, release, options) };
  // A pin does not change what runs, so that nothing holds it.
  if (judgement.outcome !== "unchanged" || record === undefined || hasPin(record, pin)) return judgement;
  return { outcome: "applied", reason: pinReason(record), next: withPin(record, pin) };
}

/** Keeps what it does not know, the order of builds, and the pin, unless that is what is asked for. */
function written(
  record: ReleaseRecord | undefined,
  { container, channel, image, digest, source }: SourcedRelease,
  { id, by, at, pin, force, order }: ReleaseOptions,
): ReleaseRecord {
  const { digest: _digest, source: _source, newest_builds: _past, ...kept } = record ?? {};
  // A person who forces a release or goes back says which build counts from here on.
  const isReset = force || order === "any";
  const remembered = record === undefined ? [] : rememberedBuilds(record, source, isReset);
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
  };
  return pin === undefined ? next : withPin(next, pin);
}

/** Whether the record is pinned, or is not, as asked for: a pin that is there stays, with its reason. */
function hasPin({ pinned }: ReleaseRecord, pin: Pin | null | undefined): boolean {
  return pin === undefined || (pin === null) === (pinned === undefined);
}

function withPin({ pinned: _old, ...record }: ReleaseRecord, pin: Pin | null | undefined): ReleaseRecord {
  return pin === null || pin === undefined ? record : { ...record, pinned: pin };
}

function pinReason({ pinned }: ReleaseRecord): string {
  return pinned === undefined ? "pinned where it is" : `it was pinned by ${pinned.by}: ${pinned.reason}`;
}

/** A payload may carry more in its source; the database keeps what was agreed on. */
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

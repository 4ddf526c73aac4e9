import { rememberedBuilds } from "./build-order.ts";
import { recordKey } from "./database.ts";
import type { ReceivedDispatch } from "./dispatch.ts";
import { freezeReason } from "./freeze.ts";
import { judge, type Outcome } from "./outcome.ts";
import type { Database, Policy, Release, ReleaseRecord, Source } from "./schema.generated.ts";

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

export interface Applied {
  /** The given database itself when nothing was applied. */
  readonly database: Database;
  readonly results: readonly ReleaseResult[];
  readonly changed: boolean;
}

/** Applies a dispatch to the database: pure, and asking again with the result changes nothing. */
export function applyDispatch(
  database: Database,
  dispatch: ReceivedDispatch,
  options: ApplyOptions,
): Applied {
  const { policy, at, force } = options;
  const records = new Map(database.releases.map((record) => [recordKey(record), record]));
  const results = dispatch.releases.map((release): ReleaseResult => {
    const record = records.get(recordKey(release));
    const { outcome, reason } = judge(record, release, {
      source: dispatch.source,
      frozen: freezeReason(policy, release, at),
      force,
    });
    if (outcome === "applied") records.set(recordKey(release), written(record, release, dispatch, options));
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

/** Keeps what it does not know, the order of builds, and the pin: only a person takes that off. */
function written(
  record: ReleaseRecord | undefined,
  { container, channel, image, digest }: Release,
  { id, source }: ReceivedDispatch,
  { by, at }: ApplyOptions,
): ReleaseRecord {
  const { digest: _digest, source: _source, newest_builds: _past, ...kept } = record ?? {};
  const remembered = record === undefined ? [] : rememberedBuilds(record, source);
  return {
    ...kept,
    container,
    channel,
    image,
    ...(digest !== undefined && { digest }),
    ...(source !== undefined && { source: known(source) }),
    ...(remembered.length > 0 && { newest_builds: [...remembered] }),
    released_at: at,
    released_by: by,
    dispatch_id: id,
  };
}

/** A payload may carry more in its source; the database keeps what was agreed on. */
function known({ repository, sha, ref, run_id, run_attempt }: Source): Source {
  return { repository, sha, ref, run_id, run_attempt };
}

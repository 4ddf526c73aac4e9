import type { Build, Pin, Release, ReleaseRecord, Source } from "../generated/schema.generated.ts";
import { compareBuilds, isProved, newestBuild, wasReplaced } from "./build-order.ts";

/** What happens to a release. `rejected` concerns a whole dispatch and comes from reading it, not from here. */
export const OUTCOMES = ["applied", "unchanged", "superseded", "held", "rejected"] as const;
export type ReleaseOutcome = (typeof OUTCOMES)[number];

export interface Judgement {
  readonly outcome: Exclude<ReleaseOutcome, "rejected">;
  /** Why, in words that follow "because"; empty for a plain release. */
  readonly reason: string;
}

export interface Circumstances {
  /** The build it comes from; a release without one was made by a person and counts as the newest. */
  readonly source: Source | undefined;
  /** Why nothing is released there now, be it frozen or retired; undefined when that is not so. */
  readonly closed: string | undefined;
  /** Now: ISO 8601 in UTC. */
  readonly at: string;
  /** Write what would be superseded or held. */
  readonly force: boolean;
  /** What the build must not be older than. */
  readonly order: Order;
}

/**
 * What a build must not be older than: all that was `ever` released here, as for a dispatch, which may come late; what
 * `stands`, as for a promotion, which a person chose; or nothing (`any`), as for a rollback.
 */
export type Order = "ever" | "stands" | "any";

/** What a release does to the record that stands. */
export function judge(
  record: ReleaseRecord | undefined,
  release: Release,
  { source, closed, at, force, order }: Circumstances,
): Judgement {
  const hold = holdReason(record, closed, at);
  if (record !== undefined && saysTheSame(record, release, source)) {
    return judgeRepeat(record, source, order, hold);
  }
  const late = record && source && lateReason(record, source, order);
  if (late !== undefined) return force ? forced(late) : { outcome: "superseded", reason: late };
  if (hold !== undefined) return force ? forced(hold) : { outcome: "held", reason: hold };
  return { outcome: "applied", reason: "" };
}

/** What a build is held against, if anything. */
function boundOf(record: ReleaseRecord, source: Source | undefined, order: Order): Build | undefined {
  if (order === "any" || source === undefined) return undefined;
  if (order === "ever") return newestBuild(record, source);
  // A claim never holds back what was proved.
  return record.source && isProved(source) && !isProved(record.source) ? undefined : record.source;
}

/** Why a build comes too late. A dispatch that comes twice does as well, when its build has been replaced in between. */
function lateReason(record: ReleaseRecord, source: Source, order: Order): string | undefined {
  const bound = boundOf(record, source, order);
  const age = compareBuilds(source, bound);
  if (bound !== undefined && age !== undefined && age < 0) {
    return `the newer ${buildName(bound)} was released here`;
  }
  const stands = compareBuilds(source, record.source) === 0;
  if (!stands && (age === 0 || (order === "ever" && wasReplaced(record, source)))) {
    return `this ${buildName(source)} was released here before, and another release since`;
  }
  const isClaimed = order === "ever" && bound !== undefined && isProved(bound) && !isProved(source);
  return isClaimed && age !== undefined && age > 0
    ? `the proved ${buildName(bound)} was released here, and nothing proves that ${buildName(source)} is newer: give its job the permission id-token: write`
    : undefined;
}

function holdReason(
  record: ReleaseRecord | undefined,
  closed: string | undefined,
  at: string,
): string | undefined {
  const pinned = record && pinReason(record, at);
  return [pinned, closed].filter((reason) => reason !== undefined).join("; and ") || undefined;
}

/**
 * Why a record's pin holds it, in words that follow "because".
 * @param at now: ISO 8601 in UTC
 * @returns undefined where there is no pin, or it has ended
 */
export function pinReason({ pinned }: ReleaseRecord, at: string): string | undefined {
  if (pinned === undefined || !isInForce(pinned, at)) return undefined;
  const { by, at: since, until, reason } = pinned;
  return `the record was pinned by ${by} on ${since}${until === undefined ? "" : ` until ${until}`}: ${reason}`;
}

/** Up to the named moment; from then on releases go through. */
export function isInForce({ until }: Pin, at: string): boolean {
  return until === undefined || Date.parse(at) < Date.parse(until);
}

/**
 * The same image from a newer build is written all the same: a build between the two may still be on its way,
 * and only the newer run id on record keeps it out. So is one that is proved where the record only has a claim. A pin
 * or a freeze keeps either out.
 */
function judgeRepeat(
  record: ReleaseRecord,
  source: Source | undefined,
  order: Order,
  hold: string | undefined,
): Judgement {
  const unchanged = { outcome: "unchanged", reason: "the record already says so" } as const;
  if (hold !== undefined || source === undefined || record.source === undefined) return unchanged;
  const bound = boundOf(record, source, order);
  const age = compareBuilds(source, bound);
  if (isProved(source) && !isProved(record.source) && (age ?? 1) > 0) {
    return { outcome: "applied", reason: "the same image, and now it is proved which build it comes from" };
  }
  const isRanked = bound !== undefined && isProved(bound) === isProved(source);
  return isRanked && age !== undefined && age > 0
    ? { outcome: "applied", reason: "the same image, from a newer build" }
    : unchanged;
}

function saysTheSame(record: ReleaseRecord, release: Release, source: Source | undefined): boolean {
  return (
    record.image === release.image && record.digest === release.digest && record.source?.sha === source?.sha
  );
}

function forced(reason: string): Judgement {
  return { outcome: "applied", reason: `forced, although ${reason}` };
}

function buildName({ repository, run_id, run_attempt }: Build): string {
  return `build ${repository} run ${run_id}${run_attempt > 1 ? `, attempt ${run_attempt}` : ""}`;
}

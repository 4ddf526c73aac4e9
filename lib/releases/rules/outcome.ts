import type {
  Build,
  ConfigSource,
  Pin,
  Release,
  ReleaseRecord,
  Source,
} from "../generated/schema.generated.ts";
import { compareBuilds, isProved, newestBuild, wasReplaced } from "./build-order.ts";

/** What happens to a release. `rejected` applies to a whole dispatch and comes from reading it, not from here. */
export const OUTCOMES = ["applied", "unchanged", "superseded", "held", "rejected"] as const;
export type ReleaseOutcome = (typeof OUTCOMES)[number];

export interface Judgement {
  readonly outcome: Exclude<ReleaseOutcome, "rejected">;
  /** The reason, as a clause that follows "because"; empty for a plain release. */
  readonly reason: string;
}

export interface Circumstances {
  /** The build it comes from; without one, a person made the release, which counts as the newest. */
  readonly source: Source | undefined;
  /** Why the place is closed, because it is frozen or retired; undefined if it is open. */
  readonly closed: string | undefined;
  /** Now: ISO 8601 in UTC. */
  readonly at: string;
  /** Write even what would be superseded or held. */
  readonly force: boolean;
  /** Which builds it must not be older than. */
  readonly order: Order;
}

/**
 * What a build must not be older than: `ever`, any build released here, for a dispatch, which may arrive late;
 * `stands`, the current build, for a promotion, which a person chose; `any`, nothing, for a rollback.
 */
export type Order = "ever" | "stands" | "any";

/** A release, with the deploy config where somebody says which goes with it. */
export interface Judged extends Release {
  readonly config?: ConfigSource;
}

/** Decides what a release does to the current record. */
export function judge(
  record: ReleaseRecord | undefined,
  release: Judged,
  { source, closed, at, force, order }: Circumstances,
): Judgement {
  const hold = holdReason(record, closed, at);
  if (record !== undefined && saysTheSame(record, release, source)) {
    return judgeRepeat(record, source, { order, hold });
  }
  const late = record && source && lateReason(record, source, order);
  if (late !== undefined) return force ? forced(late) : { outcome: "superseded", reason: late };
  if (hold !== undefined) return force ? forced(hold) : { outcome: "held", reason: hold };
  return { outcome: "applied", reason: "" };
}

/** The build to compare with, if any. */
function boundOf(record: ReleaseRecord, source: Source | undefined, order: Order): Build | undefined {
  if (order === "any" || source === undefined) return undefined;
  if (order === "ever") return newestBuild(record, source);
  // A claim never holds back a proved build.
  return record.source && isProved(source) && !isProved(record.source) ? undefined : record.source;
}

/** Why a build is too late, which includes one that comes twice and was replaced in between. */
function lateReason(record: ReleaseRecord, source: Source, order: Order): string | undefined {
  const bound = boundOf(record, source, order);
  const age = compareBuilds(source, bound);
  if (bound !== undefined && age !== undefined && age < 0) {
    return `the newer ${buildName(bound)} was released here`;
  }
  const stands = compareBuilds(source, record.source) === 0;
  if (!stands && (age === 0 || (order === "ever" && wasReplaced(record, source)))) {
    return `this ${buildName(source)} was released here before, and another release has replaced it`;
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
 * Why a pin holds a record, as a clause that follows "because".
 * @param at now: ISO 8601 in UTC
 * @returns undefined if there is no pin, or it has ended
 */
export function pinReason({ pinned }: Pick<ReleaseRecord, "pinned">, at: string): string | undefined {
  if (pinned === undefined || !isInForce(pinned, at)) return undefined;
  const { by, at: since, until, reason } = pinned;
  return `the record was pinned by ${by} on ${since}${until === undefined ? "" : ` until ${until}`}: ${reason}`;
}

/** A pin ends at the named moment; releases from then on are accepted. */
export function isInForce({ until }: Pin, at: string): boolean {
  return until === undefined || Date.parse(at) < Date.parse(until);
}

/**
 * The same image from a newer build is still written: a build between the two may be on its way, and only the newer run
 * id on record keeps it out. The same goes for a proved build where the record has a claim. A pin or a freeze holds
 * both.
 */
function judgeRepeat(
  record: ReleaseRecord,
  source: Source | undefined,
  { order, hold }: { readonly order: Order; readonly hold: string | undefined },
): Judgement {
  const unchanged = { outcome: "unchanged", reason: "the record already says so" } as const;
  if (hold !== undefined || source === undefined || record.source === undefined) return unchanged;
  const bound = boundOf(record, source, order);
  const age = compareBuilds(source, bound);
  if (isProved(source) && !isProved(record.source) && (age ?? 1) > 0) {
    return { outcome: "applied", reason: "the same image, now with proof of its build" };
  }
  const isRanked = bound !== undefined && isProved(bound) === isProved(source);
  return isRanked && age !== undefined && age > 0
    ? { outcome: "applied", reason: "the same image, from a newer build" }
    : unchanged;
}

/** Who does not say which config goes with an image leaves it as it is. */
function saysTheSame(record: ReleaseRecord, release: Judged, source: Source | undefined): boolean {
  return (
    record.image === release.image &&
    record.digest === release.digest &&
    record.source?.sha === source?.sha &&
    (release.config === undefined || isSameConfig(record.config, release.config))
  );
}

function isSameConfig(known: ConfigSource | undefined, { repository, path, sha }: ConfigSource): boolean {
  return known?.sha === sha && known.repository === repository && known.path === path;
}

function forced(reason: string): Judgement {
  return { outcome: "applied", reason: `forced, although ${reason}` };
}

function buildName({ repository, run_id, run_attempt }: Build): string {
  return `build ${repository} run ${run_id}${run_attempt > 1 ? `, attempt ${run_attempt}` : ""}`;
}

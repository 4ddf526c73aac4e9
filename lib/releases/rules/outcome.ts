import { compareBuilds, newestBuild } from "./build-order.ts";
import type { Build, Release, ReleaseRecord, Source } from "../generated/schema.generated.ts";

/** What happens to a release. `rejected` concerns a whole dispatch and comes from reading it, not from here. */
export const OUTCOMES = ["applied", "unchanged", "superseded", "held", "rejected"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Judgement {
  readonly outcome: Exclude<Outcome, "rejected">;
  /** Why, in words that follow "because"; empty for a plain release. */
  readonly reason: string;
}

export interface Circumstances {
  /** The build it comes from; a release without one was made by a person and counts as the newest. */
  readonly source: Source | undefined;
  /** Why the channel is frozen; undefined when it is not. */
  readonly frozen: string | undefined;
  /** Write what would be superseded or held. */
  readonly force: boolean;
  /** What the build must not be older than. */
  readonly order: Order;
}

/**
 * What a build must not be older than: all that was `ever` released here, as for a dispatch, which may come late; what
 * `stands`, as for a promotion, which a person chose; or nothing (`any`), as for a way back.
 */
export type Order = "ever" | "stands" | "any";

/** What a release does to the record that stands. */
export function judge(
  record: ReleaseRecord | undefined,
  release: Release,
  { source, frozen, force, order }: Circumstances,
): Judgement {
  const hold = holdReason(record, frozen);
  const newest = record && newestOf(record, source, order);
  const age = compareBuilds(source, newest);
  if (record !== undefined && saysTheSame(record, release, source)) return judgeRepeat(age, hold);
  const late = newest && lateReason(age, newest, compareBuilds(source, record?.source) === 0);
  if (late !== undefined) return force ? forced(late) : { outcome: "superseded", reason: late };
  if (hold !== undefined) return force ? forced(hold) : { outcome: "held", reason: hold };
  return { outcome: "applied", reason: "" };
}

function newestOf(record: ReleaseRecord, source: Source | undefined, order: Order): Build | undefined {
  if (order === "any") return undefined;
  return order === "ever" ? newestBuild(record, source) : record.source;
}

/**
 * A dispatch that comes twice is late as well, when its build has been replaced in between.
 * @param age below 0 for an older build than the newest
 * @param stands whether the record is this very build's
 */
function lateReason(age: number | undefined, newest: Build, stands: boolean): string | undefined {
  if (age === undefined || age > 0 || (age === 0 && stands)) return undefined;
  return age < 0
    ? `the newer ${buildName(newest)} was released here`
    : `this ${buildName(newest)} was released here before, and another release since`;
}

function holdReason(record: ReleaseRecord | undefined, frozen: string | undefined): string | undefined {
  const pin = record?.pinned;
  if (pin === undefined) return frozen;
  const pinned = `the record was pinned by ${pin.by}: ${pin.reason}`;
  return frozen === undefined ? pinned : `${pinned}; and ${frozen}`;
}

/**
 * The same image from a newer build is written all the same: a build between the two may still be on its way,
 * and only the newer run id on record keeps it out. A pin or a freeze keeps it out as well.
 */
function judgeRepeat(age: number | undefined, hold: string | undefined): Judgement {
  if (age !== undefined && age > 0 && hold === undefined) {
    return { outcome: "applied", reason: "the same image, from a newer build" };
  }
  return { outcome: "unchanged", reason: "the record already says so" };
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

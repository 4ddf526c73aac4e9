import { compareBuilds } from "./build-order.ts";
import type { Release, ReleaseRecord, Source } from "./schema.generated.ts";

/** What happens to a release. `rejected` concerns a whole dispatch and comes from reading it, not from here. */
export type Outcome = "applied" | "unchanged" | "superseded" | "held" | "rejected";

export interface Judgement {
  readonly outcome: Exclude<Outcome, "rejected">;
  /** Why, in words that follow "because"; empty for a plain release. */
  readonly reason: string;
}

/**
 * What a release does to the record that stands.
 * @param source the build it comes from; a release without one was made by a person and counts as the newest
 * @param force writes what would be superseded or held
 */
export function judge(
  record: ReleaseRecord | undefined,
  release: Release,
  source: Source | undefined,
  force: boolean,
): Judgement {
  if (record === undefined) return { outcome: "applied", reason: "" };
  const order = compareBuilds(source, record.source);
  if (saysTheSame(record, release, source)) return judgeRepeat(record, order);
  if (order !== undefined && order < 0) {
    const reason = `the record comes from the newer ${buildName(record.source)}`;
    return force ? forced(reason) : { outcome: "superseded", reason };
  }
  if (record.pinned !== undefined) {
    const reason = `the record was pinned by ${record.pinned.by}: ${record.pinned.reason}`;
    return force ? forced(reason) : { outcome: "held", reason };
  }
  return { outcome: "applied", reason: "" };
}

/**
 * The same image from a newer build is written all the same: a build between the two may still be on its way,
 * and only the newer run id on record keeps it out. A pin keeps it out as well.
 */
function judgeRepeat(record: ReleaseRecord, order: number | undefined): Judgement {
  if (order !== undefined && order > 0 && record.pinned === undefined) {
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

function buildName(source: Source | undefined): string {
  if (source === undefined) return "build";
  const attempt = source.run_attempt > 1 ? `, attempt ${source.run_attempt}` : "";
  return `build ${source.repository} run ${source.run_id}${attempt}`;
}

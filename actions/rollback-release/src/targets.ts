import { listCommits } from "../../../lib/github/branch/list-commits.ts";
import { readAt, type FileAt } from "../../../lib/github/branch/read-at.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { RecordHistory, type DatabaseFile } from "../../../lib/release-write/record-history.ts";
import { parseDatabase, recordKey } from "../../../lib/releases/documents/database.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import {
  pastReleases,
  previousRelease,
  type PastRelease,
} from "../../../lib/releases/history/record-history.ts";
import type { RollbackTarget } from "../../../lib/releases/history/rollback.ts";
import { refusal, refuse } from "../../../lib/releases/rules/selection.ts";

/** What to restore, and the history that was read to find it. */
export interface Targets {
  /** By recordKey. */
  readonly records: ReadonlyMap<string, ReleaseRecord>;
  /** By recordKey: newest first, including the current release. */
  readonly history: ReadonlyMap<string, readonly PastRelease[]>;
}

interface Wish {
  readonly target: RollbackTarget;
  /** Leave out records that did not exist at the target commit, instead of refusing. */
  readonly leaveNew: boolean;
}

/**
 * Finds what to restore for each record. Two requests, more if it is far back.
 * @param standing the current records
 * @throws InvalidDocument if there is no such release of a record
 */
export async function findTargets(
  file: DatabaseFile,
  standing: readonly ReleaseRecord[],
  { target, leaveNew }: Wish,
): Promise<Targets> {
  if (target.kind === "commit") {
    return await findAtCommit(file, standing, { revision: target.revision, leaveNew });
  }
  const past = new RecordHistory(file, standing);
  const releasesOf = (record: ReleaseRecord) => pastReleases(past.statesOf(record));
  const find = (record: ReleaseRecord): ReleaseRecord | undefined => {
    const releases = releasesOf(record);
    if (target.kind === "image") {
      return isOf(target)(record) ? record : releases.find((release) => isOf(target)(release.record))?.record;
    }
    const previous = previousRelease(releases)?.record;
    return previous === undefined || past.isOlder(previous) ? undefined : previous;
  };
  while (standing.some((record) => find(record) === undefined) && (await past.readMore()));
  refuse(
    standing
      .filter((record) => find(record) === undefined)
      .map((record) => {
        const { reach, isComplete } = past;
        const source = `${file.path} shows in ${reach}`;
        return neverRan(record, { releases: releasesOf(record), source, isComplete }, target);
      }),
  );
  const found = standing.flatMap((record) => find(record) ?? []);
  return {
    records: new Map(found.map((record) => [recordKey(record), record])),
    history: new Map(standing.map((record) => [recordKey(record), releasesOf(record)])),
  };
}

/** What a search has found of a record, and where it looked. */
interface Searched {
  readonly releases: readonly PastRelease[];
  readonly source: string;
  readonly isComplete: boolean;
}

/** The most that fit into a message. */
const NAMED = 5;

function neverRan(
  { container, channel }: ReleaseRecord,
  { releases, source, isComplete }: Searched,
  target: Exclude<RollbackTarget, { readonly kind: "commit" }>,
): string {
  const wanted = target.kind === "image" ? `has not run ${imageOf(target)}` : "has no earlier release";
  const ran = releases
    .slice(0, NAMED)
    .map(({ record }) => `${imageOf(record)} (${record.released_at} by ${record.released_by})`);
  return [
    `${container} ${wanted} in ${channel}, as far as ${source}`,
    ...(ran.length === 0 ? [] : [`: it ran ${ran.join(", ")}`]),
    ...(isComplete ? [] : ["; to go back further, name a commit of this repository"]),
  ].join("");
}

function imageOf({
  image,
  digest,
}: {
  readonly image: string;
  readonly digest?: string | undefined;
}): string {
  return digest === undefined ? image : `${image}@${digest}`;
}

/** Matches the image, and the digest if there is one. */
function isOf({ image, digest }: { readonly image: string; readonly digest?: string | undefined }) {
  return (record: ReleaseRecord): boolean =>
    record.image === image && (digest === undefined || record.digest === digest);
}

async function findAtCommit(
  file: DatabaseFile,
  standing: readonly ReleaseRecord[],
  { revision, leaveNew }: { readonly revision: string; readonly leaveNew: boolean },
): Promise<Targets> {
  const { repository, path } = file;
  const [at] = await readAt(repository, path, [revision]);
  if (at === undefined) throw refusal(`there is no commit ${revision} in ${fullName(repository.name)}`);
  if (at.text === undefined) throw refusal(`there was no ${path} in commit ${revision}`);
  if (!(await wasOnBranch(file, at))) {
    throw refusal(
      `commit ${revision} was never on the branch that holds ${path}, so nothing in it was released`,
    );
  }
  const then = new Map(
    parseDatabase(at.text, `${path} of ${revision}`).releases.map((record) => [recordKey(record), record]),
  );
  const missing = standing.filter((record) => !then.has(recordKey(record)));
  if (!leaveNew) {
    refuse(
      missing.map(
        ({ container, channel }) => `there was no ${container} in ${channel} at commit ${revision}`,
      ),
    );
  }
  const found = standing.flatMap((record) => then.get(recordKey(record)) ?? []);
  return {
    records: new Map(found.map((record) => [recordKey(record), record])),
    history: new Map(found.map((record) => [recordKey(record), [{ record, commit: at }]])),
  };
}

/** Several commits can have the same second. */
const NEIGHBOURS = 3;

/**
 * Whether the branch ever had the file of a commit. Commits of pull requests and forks can also be read by their id, but
 * nothing in them was released.
 */
async function wasOnBranch(
  { repository, path, head }: DatabaseFile,
  { oid, blob, committedDate: until }: FileAt,
): Promise<boolean> {
  const { commits } = await listCommits(repository, { head, path, until });
  if (commits.some((commit) => commit.oid === oid)) return true;
  const neighbours = commits.slice(0, NEIGHBOURS).map((commit) => commit.oid);
  if (neighbours.length === 0) return false;
  const files = await readAt(repository, path, neighbours);
  return files.some((file) => file?.blob === blob);
}

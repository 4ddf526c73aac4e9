import type { FoundCommit } from "../../../lib/github/branch-commit/find-commit.ts";
import type { CommitContent } from "../../../lib/github/branch-commit/write-commit.ts";
import { applyDispatch, type ApplyOptions, type ReleaseResult } from "../../../lib/releases/apply.ts";
import { commitMessage, writtenRecords, type MessageOptions } from "../../../lib/releases/commit-message.ts";
import { parseDatabase, recordKey, serializeDatabase } from "../../../lib/releases/database.ts";
import { DISPATCH_DOCUMENT, type ReceivedDispatch } from "../../../lib/releases/dispatch.ts";
import { OPEN_POLICY, parsePolicy, provenanceRequired } from "../../../lib/releases/policy.ts";
import { policyProblems, type Origin } from "../../../lib/releases/policy-problems.ts";
import { InvalidDocument } from "../../../lib/releases/problem.ts";
import { missingProvenance } from "../../../lib/releases/provenance.ts";
import type { Database, Release } from "../../../lib/releases/schema.generated.ts";

/** The database file as it stands and as it would be, and what that means for each release. */
export interface Update {
  readonly results: readonly ReleaseResult[];
  readonly before: string;
  readonly after: string;
}

export interface Change {
  readonly update: Update;
  /** Absent when the database stays as it is. */
  readonly content?: CommitContent;
}

/** The files of the branch as they are now. */
export interface Files {
  readonly database: string;
  /** Absent when there is no policy: then everything is allowed. */
  readonly policy: string | undefined;
}

export interface DecideOptions extends Omit<ApplyOptions, "policy">, MessageOptions {
  /** The database's path. */
  readonly path: string;
  readonly policyPath: string;
  readonly origin: Origin;
}

/**
 * What a dispatch does to the database file.
 * @param earlier what an earlier attempt of this job has committed: that part is done, and the rest is decided anew
 * @throws InvalidDocument when a file is broken, or when the policy refuses the dispatch
 */
export function decideUpdate(
  files: Files,
  dispatch: ReceivedDispatch,
  options: DecideOptions,
  earlier?: FoundCommit,
): Change {
  const { path, policyPath, origin } = options;
  const policy = files.policy === undefined ? OPEN_POLICY : parsePolicy(files.policy, policyPath);
  const needsProof = (release: Release): boolean =>
    origin.via === "event" && provenanceRequired(policy, release);
  const problems = [
    ...missingProvenance(dispatch, needsProof),
    ...policyProblems(policy, dispatch, origin, policyPath),
  ];
  if (problems.length > 0) throw new InvalidDocument(DISPATCH_DOCUMENT, problems);

  const before = files.database;
  const database = parseDatabase(before, path);
  const done = earlier === undefined ? new Set<string>() : writtenRecords(earlier.message);
  const open = dispatch.releases.filter((release) => !done.has(recordKey(release)));
  const applied = applyDispatch(database, { ...dispatch, releases: open }, { ...options, policy });
  const results = inOrder(dispatch.releases, [
    ...applied.results,
    ...doneResults(dispatch, database, done, earlier),
  ]);
  if (!applied.changed) return { update: { results, before, after: before } };
  const after = serializeDatabase(applied.database);
  parseDatabase(after, path); // A database that the next dispatch could not read must not be written.
  const content = { ...commitMessage(dispatch, results, options), files: new Map([[path, after]]) };
  return { update: { results, before, after }, content };
}

function doneResults(
  { releases }: ReceivedDispatch,
  database: Database,
  done: ReadonlySet<string>,
  earlier: FoundCommit | undefined,
): readonly ReleaseResult[] {
  const images = new Map(database.releases.map((record) => [recordKey(record), record.image]));
  return releases
    .filter((release) => done.has(recordKey(release)))
    .map(({ container, channel, image }) => ({
      container,
      channel,
      outcome: "unchanged",
      reason: `an earlier attempt of this job wrote it, in commit ${earlier?.oid.slice(0, 7)}`,
      before: images.get(recordKey({ container, channel })) ?? null,
      after: image,
    }));
}

function inOrder(releases: readonly Release[], results: readonly ReleaseResult[]): readonly ReleaseResult[] {
  const place = new Map(releases.map((release, index) => [recordKey(release), index]));
  return results.toSorted((a, b) => (place.get(recordKey(a)) ?? 0) - (place.get(recordKey(b)) ?? 0));
}

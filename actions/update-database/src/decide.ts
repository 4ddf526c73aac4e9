import type { CommitContent, LandedCommit } from "../../../lib/github/branch-commit/write-commit.ts";
import { applyDispatch, type ApplyOptions, type ReleaseResult } from "../../../lib/releases/apply.ts";
import { commitMessage, type MessageOptions } from "../../../lib/releases/commit-message.ts";
import { parseDatabase, serializeDatabase } from "../../../lib/releases/database.ts";
import { DISPATCH_DOCUMENT, type ReceivedDispatch } from "../../../lib/releases/dispatch.ts";
import { OPEN_POLICY, parsePolicy, provenanceRequired } from "../../../lib/releases/policy.ts";
import { policyProblems, type Origin } from "../../../lib/releases/policy-problems.ts";
import { InvalidDocument } from "../../../lib/releases/problem.ts";
import { missingProvenance } from "../../../lib/releases/provenance.ts";

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
 * @throws InvalidDocument when a file is broken, or when the policy refuses the dispatch
 */
export function decideUpdate(files: Files, dispatch: ReceivedDispatch, options: DecideOptions): Change {
  const { path, policyPath, origin } = options;
  const policy = files.policy === undefined ? OPEN_POLICY : parsePolicy(files.policy, policyPath);
  const problems = [
    ...(origin.via === "event"
      ? missingProvenance(dispatch, (release) => provenanceRequired(policy, release))
      : []),
    ...policyProblems(policy, dispatch, origin, policyPath),
  ];
  if (problems.length > 0) throw new InvalidDocument(DISPATCH_DOCUMENT, problems);

  const before = files.database;
  const applied = applyDispatch(parseDatabase(before, path), dispatch, { ...options, policy });
  const { results } = applied;
  if (!applied.changed) return { update: { results, before, after: before } };
  const after = serializeDatabase(applied.database);
  parseDatabase(after, path); // A database that the next dispatch could not read must not be written.
  const content = { ...commitMessage(dispatch, results, options), files: new Map([[path, after]]) };
  return { update: { results, before, after }, content };
}

/** The results of a dispatch that an earlier attempt of the job has committed. */
export function resumedResults(
  { releases }: ReceivedDispatch,
  { oid }: LandedCommit,
): readonly ReleaseResult[] {
  return releases.map(({ container, channel, image }) => ({
    container,
    channel,
    outcome: "unchanged",
    reason: `an earlier attempt of this job wrote it, in commit ${oid.slice(0, 7)}`,
    before: image,
    after: image,
  }));
}

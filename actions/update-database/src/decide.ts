import type { CommitContent, LandedCommit } from "../../../lib/github/branch-commit/write-commit.ts";
import { applyDispatch, type ApplyOptions, type ReleaseResult } from "../../../lib/releases/apply.ts";
import { commitMessage, type MessageOptions } from "../../../lib/releases/commit-message.ts";
import { parseDatabase, serializeDatabase } from "../../../lib/releases/database.ts";
import type { ReceivedDispatch } from "../../../lib/releases/dispatch.ts";

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

/**
 * What a dispatch does to the database file.
 * @param text undefined when there is no such file
 * @throws InvalidDocument
 */
export function decideUpdate(
  text: string,
  dispatch: ReceivedDispatch,
  options: ApplyOptions & MessageOptions & { readonly path: string },
): Change {
  const database = parseDatabase(text, options.path);
  const { database: updated, results, changed } = applyDispatch(database, dispatch, options);
  if (!changed) return { update: { results, before: text, after: text } };
  const after = serializeDatabase(updated);
  const content = { ...commitMessage(dispatch, results, options), files: new Map([[options.path, after]]) };
  return { update: { results, before: text, after }, content };
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

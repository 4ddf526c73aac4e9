import type { FoundCommit } from "../github/branch/find-commit.ts";
import type { CommitContent } from "../github/branch/write-commit.ts";
import { recordKey } from "../releases/documents/database.ts";
import type { ReceivedDispatch } from "../releases/documents/dispatch.ts";
import { InvalidDocument } from "../releases/documents/problem.ts";
import type { Database } from "../releases/generated/schema.generated.ts";
import { groupMessage, knownBy, type CarriedMessage } from "../releases/history/commit-message.ts";
import type { BuildProof } from "../releases/rules/verified-build.ts";
import { decideDispatch, type DecideOptions } from "./decide-dispatch.ts";
import { writeDatabase, type DatabaseChange, type Update, type WrittenDatabase } from "./decide.ts";
import type { Documents } from "./documents.ts";

/** One of the dispatches that wait to be written. */
export interface GroupMember {
  readonly dispatch: ReceivedDispatch;
  /** The build that its token proved. */
  readonly verified: BuildProof;
  /** Who releases: a GitHub login. */
  readonly by: string;
}

/** What happens to each release of a member, and remarks on the rules. */
export type MemberUpdate = Pick<Update, "results" | "coming">;

/** What becomes of a member; each lands whole or not at all, whatever becomes of the others. */
export type MemberDecision =
  | { readonly kind: "decided"; readonly update: MemberUpdate; readonly isWritten: boolean }
  | { readonly kind: "rejected"; readonly error: InvalidDocument }
  /** One before it writes the same record: it comes with the next commit, so that the history has both. */
  | { readonly kind: "later" };

export interface GroupChange {
  /** In the order of the members. */
  readonly decisions: readonly MemberDecision[];
  /** Absent if the database does not change. */
  readonly content?: CommitContent;
  /** The lines by which the content's commit is known. */
  readonly markers: readonly string[];
}

export interface GroupOptions extends Omit<DecideOptions, "by" | "verified" | "earlier"> {
  /** The commits of an earlier attempt, by the members' ids. */
  readonly earlier: ReadonlyMap<string, FoundCommit>;
}

/**
 * What several dispatches do to the database file in one commit: each is decided on what those before it leave, as if it had
 * a commit of its own. Pure.
 */
export function decideGroup(
  documents: Documents,
  members: readonly GroupMember[],
  options: GroupOptions,
): GroupChange {
  try {
    return decideTogether(documents, members, options);
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    // One of them makes the database invalid: written one by one, it is rejected, and the others are not.
    return decideInTurn(documents, members, { ...options, write: writeDatabase });
  }
}

/**
 * Writes and checks the database once for all, which takes longer than all decisions. A record that one has written no other
 * touches, so that the whole is valid if and only if each would have been.
 * @throws InvalidDocument where it is not
 */
function decideTogether(
  documents: Documents,
  members: readonly GroupMember[],
  options: GroupOptions,
): GroupChange {
  let last: Database | undefined;
  const write = (database: Database): WrittenDatabase => ({ text: "", database: (last = database) });
  const change = decideInTurn(documents, members, { ...options, write });
  if (change.content === undefined || last === undefined) return change;
  const { path } = options;
  const files = new Map([[path, writeDatabase(last, path).text]]);
  return { ...change, content: { ...change.content, files } };
}

function decideInTurn(
  documents: Documents,
  members: readonly GroupMember[],
  options: GroupOptions,
): GroupChange {
  const decisions: MemberDecision[] = [];
  const carried: CarriedMessage[] = [];
  /** The records that have their commit, or whose turn is another's. */
  const taken = new Set<string>();
  let now = documents;
  let files: CommitContent["files"] | undefined;
  let markers: readonly string[] = [];
  for (const member of members) {
    const { id, releases } = member.dispatch;
    if (releases.some((release) => taken.has(recordKey(release)))) {
      decisions.push({ kind: "later" });
      for (const release of releases) taken.add(recordKey(release));
      continue;
    }
    const change = decideMember(now, member, options);
    if (change instanceof InvalidDocument) {
      decisions.push({ kind: "rejected", error: change });
      continue;
    }
    const { update, content, database } = change;
    const { results, coming } = update;
    decisions.push({ kind: "decided", update: { results, coming }, isWritten: content !== undefined });
    if (content === undefined || database === undefined) continue;
    for (const result of update.results) if (result.outcome === "applied") taken.add(recordKey(result));
    if (carried.length === 0) markers = knownBy(id, member.verified);
    carried.push({ ...content, results: update.results });
    files = content.files;
    now = { ...now, database, text: update.after };
  }
  if (files === undefined) return { decisions, markers };
  return { decisions, markers, content: { ...groupMessage(carried), files } };
}

/** @returns why the dispatch is rejected, where it is: that is its own matter */
function decideMember(
  documents: Documents,
  { dispatch, verified, by }: GroupMember,
  { earlier, ...options }: GroupOptions,
): DatabaseChange | InvalidDocument {
  try {
    return decideDispatch(documents, dispatch, {
      ...options,
      by,
      verified,
      earlier: earlier.get(dispatch.id),
    });
  } catch (error) {
    if (error instanceof InvalidDocument) return error;
    throw error;
  }
}

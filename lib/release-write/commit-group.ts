import type { SeenBranch } from "../github/branch/branch-writer.ts";
import { commitToBranch } from "../github/branch/commit-to-branch.ts";
import { findCommits, type FoundCommit } from "../github/branch/find-commit.ts";
import { isBehind } from "../github/branch/is-behind.ts";
import { readBranch } from "../github/branch/read-branch.ts";
import { requiredFile } from "../github/branch/required-file.ts";
import type { LandedCommit } from "../github/branch/write-commit.ts";
import type { GitHubRepository } from "../github/github-repository.ts";
import { NotYet } from "../github/repeat.ts";
import { locksPath } from "../releases/documents/locks.ts";
import { knownBy } from "../releases/history/commit-message.ts";
import { readDocuments, type DocumentPaths } from "./documents.ts";
import { decideGroup, type GroupMember, type GroupOptions, type MemberDecision } from "./group.ts";

/** A member, and whether somebody may have written it already. */
export interface WaitingMember extends GroupMember {
  /** Whether an earlier attempt may have written it: then the history is searched. */
  readonly isRepeated: boolean;
  /** ISO 8601: no commit of it is older. */
  readonly receivedAt: string;
  /** The head that an earlier attempt has written on, if it is known: nothing is decided on an older one. */
  readonly base?: string | undefined;
}

/** The branch of a release repository, and where its documents are. */
export interface GroupPlace extends DocumentPaths {
  readonly branch: string;
}

export interface GroupCommit extends GroupPlace, Omit<GroupOptions, "earlier" | "at"> {
  readonly members: readonly WaitingMember[];
  /** The branch as readAhead has read it, or as an earlier commit has left it, before some of them came. */
  readonly seen?: SeenBranch | undefined;
  /** Now: ISO 8601 in UTC. */
  readonly now: () => string;
  /** Called before each write, with the head that it is based on. */
  readonly onWrite: (head: string) => Promise<void>;
}

/** What became of a member, and the commit that carries it. */
export interface GroupOutcome {
  readonly decision: MemberDecision;
  /** Absent where nothing of it was written. */
  readonly commit?: LandedCommit;
}

/** What became of a group. */
export interface CommittedGroup {
  /** In the order of the members. */
  readonly outcomes: readonly GroupOutcome[];
  /** The branch as its commit has left it; absent where nothing was written. */
  readonly left?: SeenBranch;
}

/**
 * Whether the branch has a commit of a member that could not be written: its answer may have been lost, or an earlier
 * attempt's. Nothing is written. Throws what commitToBranch throws.
 */
export async function isWritten(
  repository: GitHubRepository,
  branch: string,
  member: Omit<WaitingMember, "isRepeated">,
): Promise<boolean> {
  const { result } = await commitToBranch(repository, {
    branch,
    paths: [],
    markers: [],
    isRepeated: false,
    decide: async (_files, { head }) => ({
      result: (await earlierCommits(repository, [{ ...member, isRepeated: true }], head)).size > 0,
    }),
  });
  return result;
}

/**
 * Reads what a group is decided on, while its members still come. One request, which is not repeated.
 * @throws LostAnswer, or what Octokit throws
 */
export function readAhead(repository: GitHubRepository, place: GroupPlace): Promise<SeenBranch> {
  return readBranch(repository, { branch: place.branch, paths: pathsOf(place) });
}

const pathsOf = ({ path, policyPath }: DocumentPaths): readonly string[] => [
  path,
  policyPath,
  locksPath(path),
];

/** The clocks that a dispatch and a commit were dated by may differ. */
const CLOCKS_MS = 3_600_000;

/**
 * Writes what several dispatches do to the database: one commit, or none where nothing changes. Two requests if nobody
 * else writes, one if the branch was seen before, and one or two more where a member may have been written before.
 * @throws InvalidDocument if the database, the policy or the locks cannot be read, and what commitToBranch throws
 */
export async function commitGroup(
  repository: GitHubRepository,
  { branch, members, seen, now, onWrite, ...options }: GroupCommit,
): Promise<CommittedGroup> {
  const { path, policyPath } = options;
  let isAhead = seen !== undefined;
  const { result, commit } = await commitToBranch<DecidedGroup>(repository, {
    branch,
    paths: pathsOf(options),
    seen,
    markers: [],
    isRepeated: false,
    decide: async (files, { head }) => {
      const wasAhead = isAhead;
      isAhead = false;
      const earlier = await earlierCommits(repository, members, head);
      const documents = readDocuments(
        {
          database: requiredFile(files, path, branch),
          policy: files.get(policyPath),
          locks: files.get(locksPath(path)),
        },
        options,
      );
      const { decisions, content, markers } = decideGroup(documents, members, {
        ...options,
        at: now(),
        earlier,
      });
      // What is not written is decided on a branch no older than the dispatch; what is written, GitHub takes on no other.
      if (wasAhead && !decisions.every((decision) => isWrittenNow(decision) || decision.kind === "later"))
        throw new NotYet("the branch is read again", Date.now());
      if (content === undefined) return { result: { decisions, earlier }, markers };
      await onWrite(head);
      const left = new Map([...files, ...content.files]);
      return { result: { decisions, earlier, left }, markers, content };
    },
  });
  const { decisions, earlier, left } = result;
  const outcomes = decisions.map((decision, index): GroupOutcome => {
    const found = isWrittenNow(decision) ? commit : earlier.get(members[index]?.dispatch.id ?? "");
    return { decision, ...(found !== undefined && { commit: { oid: found.oid, url: found.url } }) };
  });
  if (commit === undefined || left === undefined) return { outcomes };
  return { outcomes, left: { head: commit.oid, files: left } };
}

const isWrittenNow = (decision: MemberDecision): boolean => decision.kind === "decided" && decision.isWritten;

/** What a group is decided as. */
interface DecidedGroup {
  readonly decisions: readonly MemberDecision[];
  readonly earlier: ReadonlyMap<string, FoundCommit>;
  /** The files as its commit leaves them; absent where nothing is written. */
  readonly left?: ReadonlyMap<string, string>;
}

/**
 * The commits that earlier attempts have made, by the dispatches' ids.
 * @throws NotYet if GitHub shows the branch as it was before an earlier attempt wrote
 */
async function earlierCommits(
  repository: GitHubRepository,
  members: readonly WaitingMember[],
  head: string,
): Promise<ReadonlyMap<string, FoundCommit>> {
  const repeated = members.filter(({ isRepeated }) => isRepeated);
  if (repeated.length === 0) return new Map();
  const oldest = Math.min(...repeated.map(({ receivedAt }) => Date.parse(receivedAt)));
  const wanted = repeated.map(({ dispatch, verified }) => knownBy(dispatch.id, verified));
  const since = new Date(oldest - CLOCKS_MS).toISOString();
  const commits = await findCommits(repository, wanted, { head, since });
  const missing = repeated.filter((_member, index) => commits[index] === undefined);
  for (const base of new Set(missing.map((member) => member.base))) {
    if (base !== undefined && (await isBehind(repository, head, base)))
      throw new NotYet("GitHub still shows the old branch");
  }
  return new Map(
    repeated.flatMap(({ dispatch }, index) => {
      const commit = commits[index];
      return commit === undefined ? [] : [[dispatch.id, commit] as const];
    }),
  );
}

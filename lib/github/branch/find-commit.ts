import type { Commit, CommitHistoryConnection, Query, Repository } from "@octokit/graphql-schema";
import { GitHubFailure, LostAnswer } from "../failure/failure.ts";
import type { GitHubRepository } from "../github-repository.ts";
import { ask, type Variables } from "../graphql/query.ts";
import { fields, fragment, nodes, present, text } from "../graphql/reader.ts";
import { pageInfo } from "../graphql/shapes.ts";
import { fullName } from "../repository.ts";
import type { LandedCommit } from "./write-commit.ts";

/** A commit that was found, with its whole message. */
export interface FoundCommit extends LandedCommit {
  readonly message: string;
}

const PAGE = 100;
/** How many pages to search: enough for the time between two attempts of a run, not for a repository's life. */
const PAGES = 10;
/** GitHub allows re-runs for 30 days; the extra day is for clocks that differ. */
const LONGEST_MS = 31 * 24 * 3_600_000;

const QUERY = `query FindCommit($owner: String!, $name: String!, $head: GitObjectID!, $since: GitTimestamp!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    object(oid: $head) {
      ... on Commit {
        history(since: $since, first: $first, after: $after) {
          nodes { oid url message }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
}`;

const history = fields<CommitHistoryConnection>()({
  nodes: nodes(fields<Commit>()({ oid: text, url: text, message: text })),
  pageInfo,
});

const read = fields<Query>()({
  repository: present(fields<Repository>()({ object: fragment(fields<Commit>()({ history })) })),
});

/** Where commits are looked for. */
export interface SearchedHistory {
  /** Where the search starts: 40 hex. */
  readonly head: string;
  /** Where the search ends, itself not included. */
  readonly until?: string | undefined;
  /** ISO 8601: no commit is older. By default, when a run that can still be re-run may have started. */
  readonly since?: string | undefined;
}

/** Which commit is looked for, and where. */
export interface CommitSearch extends SearchedHistory {
  /** Lines that one paragraph of the message must have: a commit may carry what several have asked for. */
  readonly markers: readonly string[];
}

/** Finds one commit. Throws what findCommits throws. */
export async function findCommit(
  repository: GitHubRepository,
  { markers, ...history }: CommitSearch,
): Promise<FoundCommit | undefined> {
  const [found] = await findCommits(repository, [markers], history);
  return found;
}

/**
 * Finds the commits of which a paragraph of the message has all of these markers as lines, searching from `head` back. One
 * request per hundred commits, ten at most.
 * @returns in the order of the markers; undefined where there is none
 * @throws GitHubFailure if one is not found and there are more to search: a write could then be a second one; LostAnswer
 *   if GitHub does not show the head yet, or what Octokit throws
 */
export async function findCommits(
  { client, name }: GitHubRepository,
  wanted: readonly (readonly string[])[],
  { head, until, since = new Date(Date.now() - LONGEST_MS).toISOString() }: SearchedHistory,
): Promise<readonly (FoundCommit | undefined)[]> {
  const found = new Map<number, FoundCommit>();
  const all = (): readonly (FoundCommit | undefined)[] => wanted.map((_markers, index) => found.get(index));
  let after: string | null = null;
  for (let asked = 0; asked < PAGES; asked += 1) {
    const variables: Variables = { owner: name.owner, name: name.repo, head, since, first: PAGE, after };
    const { repository }: ReturnType<typeof read> = await ask(client, { query: QUERY, read }, variables);
    // The head was just read, so this answer lags behind: it proves nothing.
    if (repository.object === undefined) throw new LostAnswer();
    const { nodes: commits, pageInfo: page } = repository.object.history;
    for (const commit of commits) {
      if (commit.oid === until) return all();
      for (const [index, markers] of wanted.entries()) {
        if (!found.has(index) && isMarked(commit, markers)) found.set(index, commit);
      }
      if (found.size === wanted.length) return all();
    }
    if (!page.hasNextPage) return all();
    after = page.endCursor;
  }
  const missing = wanted.filter((_markers, index) => !found.has(index));
  throw new GitHubFailure(
    `The last ${PAGE * PAGES} commits of ` +
      `${fullName(name)} do not show whether "${missing.map((markers) => markers.join(", ")).join("; ")}" was written before, so it is not written again.`,
    { code: "history-too-long" },
  );
}

function isMarked({ message }: FoundCommit, markers: readonly string[]): boolean {
  return message.split(/\n{2,}/).some((paragraph) => {
    const lines = new Set(paragraph.split("\n"));
    return markers.every((line) => lines.has(line));
  });
}

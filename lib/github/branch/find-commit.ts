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

/** Which commit is looked for, and where. */
export interface CommitSearch {
  /** Where the search starts: 40 hex. */
  readonly head: string;
  /** Lines that the message must have. */
  readonly markers: readonly string[];
  /** Where the search ends, itself not included. */
  readonly until?: string | undefined;
}

/**
 * Finds the commit whose message has all `markers` as lines, searching from `head` back to `until`, or to the earliest time
 * at which a run that can still be re-run may have started. One request per hundred commits, ten at most.
 * @throws GitHubFailure if the commit is not found and there are more to search: a write could then be a second one;
 *   LostAnswer if GitHub does not show the head yet, or what Octokit throws
 */
export async function findCommit(
  { client, name }: GitHubRepository,
  { head, markers, until }: CommitSearch,
): Promise<FoundCommit | undefined> {
  const since = new Date(Date.now() - LONGEST_MS).toISOString();
  let after: string | null = null;
  for (let asked = 0; asked < PAGES; asked += 1) {
    const variables: Variables = { owner: name.owner, name: name.repo, head, since, first: PAGE, after };
    const { repository }: ReturnType<typeof read> = await ask(client, { query: QUERY, read }, variables);
    // The head was just read, so this answer lags behind: it proves nothing.
    if (repository.object === undefined) throw new LostAnswer();
    const { nodes: commits, pageInfo: page } = repository.object.history;
    for (const commit of commits) {
      if (commit.oid === until) return undefined;
      if (hasLines(commit.message, markers)) return commit;
    }
    if (!page.hasNextPage) return undefined;
    after = page.endCursor;
  }
  throw new GitHubFailure(
    `The last ${PAGE * PAGES} commits of ` +
      `${fullName(name)} do not show whether "${markers.join(", ")}" was written before, so it is not written again.`,
    { code: "history-too-long" },
  );
}

function hasLines(message: string, wanted: readonly string[]): boolean {
  const lines = new Set(message.split("\n"));
  return wanted.every((line) => lines.has(line));
}

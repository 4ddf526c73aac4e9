import type { Commit, CommitHistoryConnection, Query, Repository } from "@octokit/graphql-schema";
import { request, type GitHubRepository } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, fragment, nodes, present, text } from "../graphql/reader.ts";
import { pageInfo } from "../graphql/shapes.ts";

/** A commit that changed a file. */
export interface FileCommit {
  /** 40 hex. */
  readonly oid: string;
  readonly url: string;
  /** ISO 8601. */
  readonly committedDate: string;
  readonly message: string;
}

/** The history of one file, from one commit back. */
export interface FileHistory {
  readonly path: string;
  /** 40 hex. */
  readonly head: string;
  /** ISO 8601: leaves out later commits. */
  readonly until?: string;
}

export interface CommitPage {
  /** Newest first, at most 100. */
  readonly commits: readonly FileCommit[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: string;
}

const PAGE = 100;

const QUERY = `query FileHistory($owner: String!, $name: String!, $head: GitObjectID!, $path: String!, $until: GitTimestamp, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    object(oid: $head) {
      ... on Commit {
        history(path: $path, until: $until, first: $first, after: $after) {
          nodes { oid url committedDate message }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
}`;

const history = fields<CommitHistoryConnection>()({
  nodes: nodes(fields<Commit>()({ oid: text, url: text, committedDate: text, message: text })),
  pageInfo,
});

const read = fields<Query>()({
  repository: present(fields<Repository>()({ object: fragment(fields<Commit>()({ history })) })),
});

/**
 * Reads one page of a file's history. One request. GitHub does not follow renames.
 * @param after `next` of the previous page
 * @throws GitHubFailure
 */
export async function listCommits(
  repository: GitHubRepository,
  { head, path, until }: FileHistory,
  after?: string,
): Promise<CommitPage> {
  const { client, name } = repository;
  const attempt = { doing: `read the history of ${path}`, permission: "contents: read" };
  return request(repository, attempt, async () => {
    const variables = {
      owner: name.owner,
      name: name.repo,
      head,
      path,
      until: until ?? null,
      first: PAGE,
      after: after ?? null,
    };
    const answer = await ask(client, { query: QUERY, read }, variables);
    if (answer.repository.object === undefined) return { commits: [] };
    const { nodes: commits, pageInfo: page } = answer.repository.object.history;
    const { hasNextPage, endCursor } = page;
    return { commits, ...(hasNextPage && endCursor !== null && { next: endCursor }) };
  });
}

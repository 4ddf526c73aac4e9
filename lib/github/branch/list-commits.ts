import { LostAnswer } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";

/** A commit that changed a file. */
export interface FileCommit {
  /** 40 hex. */
  readonly oid: string;
  readonly url: string;
  /** ISO 8601. */
  readonly committedDate: string;
  readonly message: string;
}

/** The commits that changed one file, from one commit back. */
export interface FileHistory {
  readonly path: string;
  /** 40 hex. */
  readonly head: string;
  /** ISO 8601: none that were made later. */
  readonly until?: string;
}

export interface CommitPage {
  /** Newest first, 100 at most. */
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

interface Answer {
  readonly repository: {
    readonly object: {
      readonly history: {
        readonly nodes: readonly FileCommit[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      };
    } | null;
  };
}

/**
 * One page of a file's history: one request. GitHub does not follow renames.
 * @param after where the page before said that this one starts
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
    const answer = await client.graphql<Answer | undefined>(QUERY, {
      owner: name.owner,
      name: name.repo,
      head,
      path,
      until: until ?? null,
      first: PAGE,
      after: after ?? null,
    });
    if (answer?.repository === undefined) throw new LostAnswer();
    const history = answer.repository.object?.history;
    if (history === undefined) return { commits: [] };
    const { hasNextPage, endCursor } = history.pageInfo;
    return { commits: history.nodes, ...(hasNextPage && endCursor !== null && { next: endCursor }) };
  });
}

import type { Client } from "../client.ts";
import type { RepositoryName } from "../repository.ts";
import type { LandedCommit } from "./write-commit.ts";

const PAGE = 100;
/** How far back a commit is looked for: the time between two attempts of a job, not a repository's life. */
const PAGES = 10;

const QUERY = `query FindCommit($owner: String!, $name: String!, $head: GitObjectID!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    object(oid: $head) {
      ... on Commit {
        history(first: $first, after: $after) {
          nodes { oid url message }
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
        readonly nodes: readonly (LandedCommit & { readonly message: string })[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      };
    } | null;
  };
}

/**
 * Looks for the commit whose message has `marker` as one of its lines, from `head` back to `until` (not included).
 * One request for each hundred commits, ten at most.
 */
export async function findCommit(
  client: Client,
  repository: RepositoryName,
  head: string,
  marker: string,
  until?: string,
): Promise<LandedCommit | undefined> {
  let after: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const answer: Answer = await client.graphql<Answer>(QUERY, {
      owner: repository.owner,
      name: repository.repo,
      head,
      first: PAGE,
      after,
      request: { retries: 0 },
    });
    const history = answer.repository.object?.history;
    for (const { oid, url, message } of history?.nodes ?? []) {
      if (oid === until) return undefined;
      if (message.split("\n").includes(marker)) return { oid, url };
    }
    if (history?.pageInfo.hasNextPage !== true) return undefined;
    after = history.pageInfo.endCursor;
  }
  return undefined;
}

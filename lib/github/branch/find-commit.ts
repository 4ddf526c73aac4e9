import type { Client } from "../client.ts";
import { fullName, type RepositoryName } from "../repository.ts";
import { LostAnswer } from "../failure.ts";
import { UnusableBranch } from "./read-branch.ts";
import type { LandedCommit } from "./write-commit.ts";

/** A commit that was looked for, with its whole message. */
export interface FoundCommit extends LandedCommit {
  readonly message: string;
}

const PAGE = 100;
/** How far back a commit is looked for: the time between two attempts of a job, not a repository's life. */
const PAGES = 10;
/** GitHub runs a job again for 30 days, and the clocks of two machines may differ. */
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

interface History {
  readonly nodes: readonly FoundCommit[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface Answer {
  readonly repository: { readonly object: { readonly history: History } | null };
}

/**
 * Looks for the commit whose message has `marker` as one of its lines, from `head` back to `until` (not included)
 * or to the time before which no job can have begun that is run again now. One request for each hundred commits, ten at most.
 * @throws UnusableBranch when it is in none of them and there are more: not to know is no reason to write again
 */
export async function findCommit(
  client: Client,
  repository: RepositoryName,
  head: string,
  marker: string,
  until?: string,
): Promise<FoundCommit | undefined> {
  const since = new Date(Date.now() - LONGEST_MS).toISOString();
  let after: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const answer: Answer | undefined = await client.graphql<Answer | undefined>(QUERY, {
      owner: repository.owner,
      name: repository.repo,
      head,
      since,
      first: PAGE,
      after,
      request: { retries: 0 },
    });
    if (answer?.repository === undefined) throw new LostAnswer();
    const history: History | undefined = answer.repository.object?.history;
    for (const commit of history?.nodes ?? []) {
      if (commit.oid === until) return undefined;
      if (commit.message.split("\n").includes(marker)) return commit;
    }
    if (history?.pageInfo.hasNextPage !== true) return undefined;
    after = history.pageInfo.endCursor;
  }
  throw new UnusableBranch(
    `Whether "${marker}" was written before is not to be seen in the last ${PAGE * PAGES} commits of ` +
      `${fullName(repository)}, so it is not written again. Send it anew instead of running an old job again.`,
  );
}

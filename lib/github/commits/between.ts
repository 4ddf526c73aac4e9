import { request, type GitHubRepository } from "../github-repository.ts";
import { authorOf } from "./commit.ts";

/** A commit that one end of a comparison has, and the other has not. */
export interface ComparedCommit {
  /** 40 hex. */
  readonly sha: string;
  /** A login, or the name in the commit. */
  readonly author: string;
  readonly message: string;
}

export interface Comparison {
  /** What the head is to the base. */
  readonly status: "identical" | "ahead" | "behind" | "diverged";
  /** What the head has and the base has not, the oldest first. */
  readonly commits: readonly ComparedCommit[];
  /** How many those are; more than are listed where there are very many. */
  readonly total: number;
}

const PAGE = 100;
/** More than anybody reads before they say yes. */
const PAGES = 5;

/**
 * The commits between two: one request for each hundred, five at most, and none for one commit.
 * @see https://docs.github.com/en/rest/commits/commits#compare-two-commits
 * @throws GitHubFailure
 */
export async function commitsBetween(
  repository: GitHubRepository,
  base: string,
  head: string,
): Promise<Comparison> {
  if (base === head) return { status: "identical", commits: [], total: 0 };
  const { client, name } = repository;
  const attempt = {
    doing: `compare ${base.slice(0, 7)} and ${head.slice(0, 7)}`,
    permission: "contents: read",
  };
  const commits: ComparedCommit[] = [];
  for (let page = 1; ; page += 1) {
    const { status, total, found } = await request(repository, attempt, async () => {
      const { data } = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
        ...name,
        basehead: `${base}...${head}`,
        per_page: PAGE,
        page,
      });
      const found = data.commits.map(({ sha, author, commit }) => ({
        sha,
        author: authorOf(author, commit.author?.name),
        message: commit.message,
      }));
      return { status: data.status, total: data.total_commits, found };
    });
    commits.push(...found);
    if (found.length < PAGE || page === PAGES) return { status, commits, total };
  }
}

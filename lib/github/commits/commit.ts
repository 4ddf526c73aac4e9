import { reasonOf, statusOf } from "../failure/answer.ts";
import { codeOf, type Failure } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";

/** A commit with the files that it changed. */
export interface Commit {
  /** 40 hex. */
  readonly sha: string;
  /** The author's login; their name in the commit where GitHub knows no account. */
  readonly author: string;
  readonly message: string;
  /** Paths; of a commit with more than 300, the first. */
  readonly files: readonly string[];
  /** Whether these may not be all. */
  readonly hasMoreFiles: boolean;
}

/** "The response may include up to 300 files" on a page, and one page is read. */
const LISTED_FILES = 300;

/**
 * A commit by its id, whole or the first digits, or by a branch: one request.
 * @see https://docs.github.com/en/rest/commits/commits#get-a-commit
 * @returns undefined where there is none
 * @throws GitHubFailure
 */
export async function getCommit(repository: GitHubRepository, ref: string): Promise<Commit | undefined> {
  const { client, name } = repository;
  const attempt = { doing: `read the commit ${ref}`, permission: "contents: read", refine: absence };
  try {
    return await request(repository, attempt, async () => {
      const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}", { ...name, ref });
      const { sha, author, commit, files = [] } = data;
      return {
        sha,
        author: authorOf(author, commit.author?.name),
        message: commit.message,
        files: files.map(({ filename }) => filename),
        hasMoreFiles: files.length >= LISTED_FILES,
      };
    });
  } catch (error) {
    if (codeOf(error) === "no-such-commit") return undefined;
    throw error;
  }
}

/** GitHub answers 422 to anything that is not a commit. */
function absence(error: unknown): Failure | undefined {
  return statusOf(error) === 422 && reasonOf(error).includes("No commit found")
    ? { code: "no-such-commit" }
    : undefined;
}

/** @param account null or empty where GitHub knows none */
export function authorOf(account: object | null, name: string | undefined): string {
  return account !== null && "login" in account && typeof account.login === "string"
    ? account.login
    : (name ?? "unknown");
}

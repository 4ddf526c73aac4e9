import { statusOf } from "../failure/answer.ts";
import { LostAnswer } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";

/** Where a branch was seen to be. */
export interface SeenHead {
  /** 40 hex. */
  readonly commit: string;
  /** How GitHub recognizes what it has answered. */
  readonly etag: string | undefined;
}

const NOT_MODIFIED = 304;
const NOT_FOUND = 404;

/**
 * Where a branch is now: one request, which does not count towards GitHub's limit while the branch stays where it was and
 * a token is sent.
 * @see https://docs.github.com/en/rest/commits/commits#get-a-commit
 * @param seen the last answer
 * @returns `seen` itself if the branch has not moved
 * @throws GitHubFailure, also where there is no such branch
 */
export async function followBranch(
  repository: GitHubRepository,
  branch: string,
  seen?: SeenHead,
): Promise<SeenHead> {
  const { client, name } = repository;
  const attempt = { doing: `look where the branch ${branch} is`, permission: "contents: read" };
  return request(repository, attempt, async () => {
    try {
      const { data, headers } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}", {
        ...name,
        ref: `heads/${branch}`,
        mediaType: { format: "sha" },
        ...(seen?.etag !== undefined && { headers: { "if-none-match": seen.etag } }),
      });
      const commit: unknown = data;
      if (typeof commit !== "string" || !/^[0-9a-f]{40}$/.test(commit)) throw new LostAnswer();
      return { commit, etag: headers.etag };
    } catch (error) {
      if (seen !== undefined && statusOf(error) === NOT_MODIFIED) return seen;
      throw error;
    }
  });
}

/**
 * A file of a commit, in a form that needs no token where anybody may read it: one request.
 * @see https://docs.github.com/en/rest/repos/contents#get-repository-content up to 100 MB
 * @param commit 40 hex
 * @returns undefined if there is no such file
 * @throws GitHubFailure
 */
export async function textAt(
  repository: GitHubRepository,
  commit: string,
  path: string,
): Promise<string | undefined> {
  const { client, name } = repository;
  const attempt = { doing: `read ${path} at ${commit.slice(0, 7)}`, permission: "contents: read" };
  return request(repository, attempt, async () => {
    try {
      const { data, headers } = await client.request("GET /repos/{owner}/{repo}/contents/{path}", {
        ...name,
        path,
        ref: commit,
        mediaType: { format: "raw" },
      });
      const text: unknown = data;
      // Octokit returns an answer that was cut off as an empty text.
      if (typeof text !== "string" || (text === "" && String(headers["content-length"]) !== "0"))
        throw new LostAnswer();
      return text;
    } catch (error) {
      if (statusOf(error) === NOT_FOUND) return undefined;
      throw error;
    }
  });
}

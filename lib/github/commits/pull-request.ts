import { codeOf } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import { fullName, nameKey } from "../repository.ts";

/** A pull request, as far as what it would build is concerned. */
export interface PullRequest {
  readonly number: number;
  readonly state: "open" | "closed" | "merged";
  /** The head's branch and commit, 40 hex. */
  readonly branch: string;
  readonly sha: string;
  /** Whether the head is in another repository, or in none that is left. */
  readonly isFromFork: boolean;
}

/**
 * A pull request by its number: one request.
 * @see https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request
 * @returns undefined where there is none
 * @throws GitHubFailure
 */
export async function pullRequest(
  repository: GitHubRepository,
  number: number,
): Promise<PullRequest | undefined> {
  const { client, name } = repository;
  const attempt = { doing: `read pull request #${number}`, permission: "pull_requests: read" };
  try {
    return await request(repository, attempt, async () => {
      const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
        ...name,
        pull_number: number,
      });
      // A fork that was deleted leaves null.
      const from: { readonly full_name: string } | null = data.head.repo;
      return {
        number,
        state: data.merged ? "merged" : data.state,
        branch: data.head.ref,
        sha: data.head.sha,
        isFromFork: from === null || nameKey(from.full_name) !== nameKey(fullName(name)),
      };
    });
  } catch (error) {
    if (codeOf(error) === "not-found") return undefined;
    throw error;
  }
}

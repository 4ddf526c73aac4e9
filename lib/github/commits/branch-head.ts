import { codeOf } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";

/**
 * The commit that a branch points to now: one request.
 * @see https://docs.github.com/en/rest/git/refs#get-a-reference
 * @returns 40 hex; undefined if there is no such branch
 * @throws GitHubFailure
 */
export async function branchHead(repository: GitHubRepository, branch: string): Promise<string | undefined> {
  const { client, name } = repository;
  const attempt = { doing: `look for the branch ${branch}`, permission: "contents: read" };
  try {
    return await request(repository, attempt, async () => {
      const { data } = await client.request("GET /repos/{owner}/{repo}/git/ref/{ref}", {
        ...name,
        ref: `heads/${branch}`,
      });
      return data.object.sha;
    });
  } catch (error) {
    if (codeOf(error) === "not-found") return undefined;
    throw error;
  }
}

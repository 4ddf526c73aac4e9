import { request, type GitHubRepository } from "../github-repository.ts";

/**
 * Whether a branch contains a commit. One request. GitHub also knows commits of forks and of deleted branches.
 * @see https://docs.github.com/en/rest/commits/commits#compare-two-commits
 * @throws GitHubFailure
 */
export async function isOnBranch(
  repository: GitHubRepository,
  branch: string,
  commit: string,
): Promise<boolean> {
  const { client, name } = repository;
  const attempt = { doing: `look for ${commit} on ${branch}`, permission: "contents: read" };
  return request(repository, attempt, async () => {
    const { data } = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
      ...name,
      basehead: `${branch}...${commit}`,
      per_page: 1,
    });
    return data.status === "identical" || data.status === "behind";
  });
}

import { codeOf } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";

/**
 * What a commit is to another, without the commits between: one request.
 * @see https://docs.github.com/en/rest/commits/commits#compare-two-commits
 * @returns GitHub's word for it: `ahead` where the head comes after the base; undefined where one of them is gone, or they
 *   have no common ancestor
 * @throws GitHubFailure
 */
export async function compareCommits(
  repository: GitHubRepository,
  base: string,
  head: string,
): Promise<"identical" | "ahead" | "behind" | "diverged" | undefined> {
  const { client, name } = repository;
  const doing = `compare ${base.slice(0, 7)} and ${head.slice(0, 7)}`;
  try {
    return await request(repository, { doing, permission: "contents: read" }, async () => {
      const { data } = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
        ...name,
        basehead: `${base}...${head}`,
        per_page: 1,
      });
      return data.status;
    });
  } catch (error) {
    if (codeOf(error) === "not-found") return undefined;
    throw error;
  }
}

import type { Client } from "../client.ts";
import { LostAnswer } from "../failure.ts";
import type { RepositoryName } from "../repository.ts";

/**
 * Whether a branch has a commit: one request. GitHub knows the commits of forks and of deleted branches, too.
 * @see https://docs.github.com/en/rest/commits/commits#compare-two-commits
 * @throws what Octokit throws, or LostAnswer
 */
export async function isOnBranch(
  client: Client,
  repository: RepositoryName,
  branch: string,
  commit: string,
): Promise<boolean> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
    ...repository,
    basehead: `${branch}...${commit}`,
    per_page: 1,
    request: { retries: 0 },
  });
  if (typeof data !== "object") throw new LostAnswer();
  return data.status === "identical" || data.status === "behind";
}

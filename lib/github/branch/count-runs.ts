import type { GitHubRepository } from "../github-repository.ts";

/**
 * Counts a workflow's runs that are in progress. One request.
 * @param page the workflow's page: `/acme/app/actions/workflows/write.yml`
 */
export async function countRuns({ client }: GitHubRepository, page: string): Promise<number> {
  const [, owner = "", repo = "", , , workflow = ""] = page.split("/");
  const { data } = await client.request("GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", {
    owner,
    repo,
    workflow_id: workflow,
    status: "in_progress",
    per_page: 1,
  });
  return data.total_count;
}

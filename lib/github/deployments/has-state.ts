import { request, type GitHubRepository } from "../github-repository.ts";

/**
 * Whether a deployment was ever given a state. One request.
 * @see https://docs.github.com/en/rest/deployments/statuses#list-deployment-statuses
 * @throws GitHubFailure
 */
export async function hasState(repository: GitHubRepository, id: number): Promise<boolean> {
  const { client, name } = repository;
  const attempt = { doing: `read the states of deployment ${id}`, permission: "deployments: read" };
  const { data } = await request(repository, attempt, () =>
    client.request("GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", {
      ...name,
      deployment_id: id,
      per_page: 1,
    }),
  );
  return data.length > 0;
}

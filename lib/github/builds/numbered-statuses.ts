import { LostAnswer } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import type { ContextState } from "./build-facts.ts";

/** The newest status of a context with GitHub's number, which GraphQL does not say. */
export interface NumberedStatus extends ContextState {
  readonly number: number;
}

/**
 * The newest hundred contexts of a commit: one request.
 * @see https://docs.github.com/en/rest/commits/statuses#get-the-combined-status-for-a-specific-reference
 * @throws GitHubFailure
 */
export async function numberedStatuses(
  repository: GitHubRepository,
  sha: string,
): Promise<readonly NumberedStatus[]> {
  const attempt = { doing: `read the statuses of ${sha.slice(0, 7)}`, permission: "statuses: read" };
  return request(repository, attempt, async () => {
    const { data } = await repository.client.request("GET /repos/{owner}/{repo}/commits/{ref}/status", {
      ...repository.name,
      ref: sha,
      per_page: 100,
    });
    if (!Array.isArray(data?.statuses)) throw new LostAnswer();
    return data.statuses.map(({ id: number, context, state }) => ({ number, context, state }));
  });
}

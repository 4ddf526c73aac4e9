import { LostAnswer } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";

/** What GitHub says of a repository as a whole. */
export interface RepositoryFacts {
  /** GitHub's number, which never passes to another repository. */
  readonly id: number;
  /** `owner/name` as it is called now, whatever it was asked by. */
  readonly fullName: string;
  readonly defaultBranch: string;
  /** Nothing can be written to it any more. */
  readonly isArchived: boolean;
}

/**
 * A repository's id and default branch: one request.
 * @see https://docs.github.com/en/rest/repos/repos#get-a-repository
 * @throws GitHubFailure
 */
export async function repositoryFacts(repository: GitHubRepository): Promise<RepositoryFacts> {
  const { client, name } = repository;
  const attempt = { doing: "read the repository", permission: "metadata: read" };
  return request(repository, attempt, async () => {
    const { data } = await client.request("GET /repos/{owner}/{repo}", { ...name });
    if (typeof data !== "object") throw new LostAnswer();
    const { full_name: fullName, default_branch: defaultBranch, archived: isArchived } = data;
    return { id: Number(data.id), fullName, defaultBranch, isArchived };
  });
}

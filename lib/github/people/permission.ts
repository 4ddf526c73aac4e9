import { codeOf } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";

/** What somebody may do in a repository, and who GitHub says that they are. */
export interface RepositoryPermission {
  /** GitHub's number of the account, which stays when its login changes. */
  readonly userId: number | undefined;
  /** A role: `read`, `triage`, `write`, `maintain`, `admin`, or one that the organisation made. */
  readonly role: string;
  /** What the role amounts to: `none`, `read`, `write` or `admin`. */
  readonly permission: string;
}

/**
 * What an account may do in a repository now: one request.
 * @see https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 * @returns undefined where GitHub knows no such login
 * @throws GitHubFailure
 */
export async function repositoryPermission(
  repository: GitHubRepository,
  login: string,
): Promise<RepositoryPermission | undefined> {
  const { client, name } = repository;
  const attempt = { doing: `read what ${login} may do`, permission: "metadata: read" };
  try {
    return await request(repository, attempt, async () => {
      const { data } = await client.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", {
        ...name,
        username: login,
      });
      const { user, role_name: role, permission } = data;
      return { userId: user === null ? undefined : Number(user.id), role, permission };
    });
  } catch (error) {
    if (codeOf(error) === "not-found") return undefined;
    throw error;
  }
}

import { LostAnswer } from "../failure/failure.ts";
import { request } from "../github-repository.ts";
import type { GitHubInstallation } from "./installation.ts";
import type { Page } from "./list-installations.ts";

/** A repository that an installation reaches. */
export interface ReachedRepository {
  /** GitHub's number, which never passes to another repository. */
  readonly id: number;
  /** The same for GraphQL. */
  readonly nodeId: string;
  /** `owner/name` */
  readonly name: string;
  /** Named even where the repository is empty, and has none. */
  readonly defaultBranch: string;
}

const PAGE = 100;

/**
 * A page of an installation's repositories, a hundred each: one request.
 * @param page from 1 on
 * @see https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-app-installation
 * @throws GitHubFailure
 */
export async function listRepositories(
  installation: GitHubInstallation,
  page: number,
): Promise<Page<ReachedRepository>> {
  const attempt = { doing: "list the repositories", permission: "metadata: read" };
  return request(installation, attempt, async () => {
    const { data } = await installation.client.request("GET /installation/repositories", {
      per_page: PAGE,
      page,
    });
    if (!Array.isArray(data?.repositories)) throw new LostAnswer();
    const items = data.repositories.map(({ id, node_id, full_name, default_branch }) => ({
      id: Number(id),
      nodeId: node_id,
      name: full_name,
      defaultBranch: default_branch,
    }));
    return { items, isLast: items.length < PAGE };
  });
}

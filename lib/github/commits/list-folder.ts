import { statusOf } from "../failure/answer.ts";
import { codeOf, GitHubFailure } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import { fullName } from "../repository.ts";

/** What is in a folder. */
export interface FolderEntry {
  /** From the repository's root. */
  readonly path: string;
  readonly isFolder: boolean;
}

/** GitHub lists no more of a folder. */
const MOST = 1_000;

/**
 * The files and folders of a folder at a commit: one request.
 * @param path empty for the repository's root
 * @see https://docs.github.com/en/rest/repos/contents#get-repository-content
 * @returns undefined where there is no such folder
 * @throws GitHubFailure, also for a folder with so many files that GitHub does not list all
 */
export async function listFolder(
  repository: GitHubRepository,
  { path, commit }: { readonly path: string; readonly commit: string },
): Promise<readonly FolderEntry[] | undefined> {
  const { client, name } = repository;
  const attempt = {
    doing: `list ${path} at ${commit.slice(0, 7)}`,
    permission: "contents: read",
    refine: (error: unknown) => (statusOf(error) === 404 ? ({ code: "no-such-commit" } as const) : undefined),
  };
  try {
    return await request(repository, attempt, async () => {
      const { data } = await client.request("GET /repos/{owner}/{repo}/contents/{path}", {
        ...name,
        path,
        ref: commit,
      });
      if (!Array.isArray(data)) return undefined;
      if (data.length >= MOST) {
        throw new GitHubFailure(
          `${path} in ${fullName(name)} has ${MOST} files or more, of which GitHub lists no more: put them into folders.`,
          { code: "no-text" },
        );
      }
      return data.map((entry) => ({ path: entry.path, isFolder: entry.type === "dir" }));
    });
  } catch (error) {
    if (codeOf(error) === "no-such-commit") return undefined;
    throw error;
  }
}

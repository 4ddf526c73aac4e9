import { statusOf } from "../../../lib/github/failure/answer.ts";
import { request, type GitHubRepository } from "../../../lib/github/github-repository.ts";
import { step } from "../../../lib/store/step.ts";

/**
 * What somebody has written of a tag's release: one request.
 * @see https://docs.github.com/en/rest/releases/releases#get-a-release-by-tag-name
 * @returns Markdown, to be trusted as little as any text from outside; undefined where the tag has no release, or the token
 *   does not show the repository
 * @throws GitHubFailure
 */
export async function releaseNotes(repository: GitHubRepository, tag: string): Promise<string | undefined> {
  const { client, name } = repository;
  const attempt = { doing: `read the release of ${tag}`, permission: "contents: read" };
  return request(repository, attempt, async () => {
    try {
      const { data } = await step("github.read release", () =>
        client.request("GET /repos/{owner}/{repo}/releases/tags/{tag}", { ...name, tag }),
      );
      return data.body ?? "";
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  });
}

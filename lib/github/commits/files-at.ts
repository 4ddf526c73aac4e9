import type { Query, Repository } from "@octokit/graphql-schema";
import { wholeText } from "../blob-text.ts";
import { GitHubFailure } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, fragment, numbered, present } from "../graphql/reader.ts";
import { treeEntry } from "../graphql/shapes.ts";
import { fullName } from "../repository.ts";

/**
 * The files of a commit: one request, and one more for each above 512,000 bytes.
 * @param commit 40 hex
 * @returns text by path, in the order in which they were asked for; a missing file is absent
 * @throws GitHubFailure, also where there is no such commit
 */
export async function filesAt(
  repository: GitHubRepository,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { client, name } = repository;
  const attempt = {
    doing: `read ${paths[0] ?? "files"} at ${commit.slice(0, 7)}`,
    permission: "contents: read",
  };
  return request(repository, attempt, async () => {
    const { repository: answer } = await ask(client, question(paths.length), {
      owner: name.owner,
      name: name.repo,
      commit,
      ...Object.fromEntries(paths.map((path, index) => [`path${index}`, path])),
    });
    if (answer.object === undefined) {
      throw new GitHubFailure(`${fullName(name)} has no commit ${commit}: it may have been pushed over.`, {
        code: "no-such-commit",
      });
    }
    const files = new Map<string, string>();
    for (const [index, path] of paths.entries()) {
      const blob = answer.object[index]?.object ?? undefined;
      if (blob !== undefined) files.set(path, await wholeText(repository, { path, commit, blob }));
    }
    return files;
  });
}

/** One alias for each file; paths travel as variables. */
function question(count: number) {
  const indexes = Array.from({ length: count }, (_, index) => index);
  // What is no commit, such as a folder, has none of the fields.
  const object = fragment(numbered("file", count, treeEntry));
  const read = fields<Query>()({ repository: present(fields<Repository>()({ object })) });
  const query = `query FilesAt($owner: String!, $name: String!, $commit: String!${indexes.map((i) => `, $path${i}: String!`).join("")}) {
  repository(owner: $owner, name: $name) {
    object(expression: $commit) {
      ... on Commit {
${indexes.map((i) => `        file${i}: file(path: $path${i}) { object { ... on Blob { text isTruncated isBinary } } }`).join("\n")}
      }
    }
  }
}`;
  return { query, read };
}

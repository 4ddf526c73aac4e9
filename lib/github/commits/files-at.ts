import type { Blob, Query, Repository, TreeEntry } from "@octokit/graphql-schema";
import { wholeText } from "../blob-text.ts";
import { GitHubFailure } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, fragment, integer, nullable, numbered, present, type Reader } from "../graphql/reader.ts";
import { treeEntry } from "../graphql/shapes.ts";
import { fullName } from "../repository.ts";

/** What is asked of each file, and how the answer is read: `file(path: …) { object { ... on Blob { … } } }`. */
interface Asked<Value> {
  readonly fields: string;
  readonly read: Reader<never, Value>;
}

const TEXT = { fields: "text isTruncated isBinary", read: treeEntry };

const blobSize = fields<Partial<Blob>>()({ byteSize: nullable(integer) });
const SIZE = {
  fields: "byteSize",
  read: nullable(fields<TreeEntry>()({ object: nullable((value: unknown) => blobSize(value)) })),
};

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
  return request(repository, attemptFor(commit, paths), async () => {
    const entries = await entriesAt(repository, { commit, paths, asked: TEXT });
    const files = new Map<string, string>();
    for (const [index, path] of paths.entries()) {
      const blob = entries[index]?.object ?? undefined;
      if (blob !== undefined) files.set(path, await wholeText(repository, { path, commit, blob }));
    }
    return files;
  });
}

/**
 * How long the files of a commit are: one request. Where anybody may have written them, this is asked before their texts.
 * @param commit 40 hex
 * @returns bytes by path; a missing file is absent
 * @throws GitHubFailure, also where there is no such commit
 */
export async function sizesAt(
  repository: GitHubRepository,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  return request(repository, attemptFor(commit, paths), async () => {
    const entries = await entriesAt(repository, { commit, paths, asked: SIZE });
    return new Map(
      paths.flatMap((path, index) => {
        const bytes = entries[index]?.object?.byteSize ?? undefined;
        return bytes === undefined ? [] : [[path, bytes] as const];
      }),
    );
  });
}

function attemptFor(commit: string, [first = "files"]: readonly string[]) {
  return { doing: `read ${first} at ${commit.slice(0, 7)}`, permission: "contents: read" };
}

/** One request. @throws GitHubFailure where there is no such commit, or what Octokit throws */
async function entriesAt<Value>(
  { client, name }: GitHubRepository,
  {
    commit,
    paths,
    asked,
  }: { readonly commit: string; readonly paths: readonly string[]; readonly asked: Asked<Value> },
): Promise<readonly Value[]> {
  if (paths.length === 0) return [];
  const { repository: answer } = await ask(client, question(paths.length, asked), {
    owner: name.owner,
    name: name.repo,
    commit,
    ...Object.fromEntries(paths.map((path, index) => [`path${index}`, path])),
  });
  if (answer.object !== undefined) return answer.object;
  throw new GitHubFailure(`${fullName(name)} has no commit ${commit}: it may have been pushed over.`, {
    code: "no-such-commit",
  });
}

/** One alias for each file; paths travel as variables. */
function question<Value>(count: number, asked: Asked<Value>) {
  const indexes = Array.from({ length: count }, (_, index) => index);
  // What is no commit, such as a folder, has none of the fields.
  const object = fragment(numbered("file", count, asked.read));
  const read = fields<Query>()({ repository: present(fields<Repository>()({ object })) });
  const query = `query FilesAt($owner: String!, $name: String!, $commit: String!${indexes.map((i) => `, $path${i}: String!`).join("")}) {
  repository(owner: $owner, name: $name) {
    object(expression: $commit) {
      ... on Commit {
${indexes.map((i) => `        file${i}: file(path: $path${i}) { object { ... on Blob { ${asked.fields} } } }`).join("\n")}
      }
    }
  }
}`;
  return { query, read };
}

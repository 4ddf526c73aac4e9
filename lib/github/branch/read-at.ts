import type { Commit, Query } from "@octokit/graphql-schema";
import { wholeText } from "../blob-text.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import { ask, type Question } from "../graphql/query.ts";
import { fields, fragment, numbered, present, text } from "../graphql/reader.ts";
import { treeEntry } from "../graphql/shapes.ts";

const commitFile = fields<Commit>()({
  oid: text,
  url: text,
  committedDate: text,
  message: text,
  file: treeEntry,
});

/** A file as it was after a commit. */
export interface FileAt {
  /** The commit: 40 hex. */
  readonly oid: string;
  readonly url: string;
  /** ISO 8601. */
  readonly committedDate: string;
  readonly message: string;
  /** The content's id, the same for equal content; undefined if there was no such file. */
  readonly blob: string | undefined;
  readonly text: string | undefined;
}

/**
 * Reads a file at several commits with one request, plus one for each text above 512,000 bytes.
 * @param revisions commit ids, in full or abbreviated, also with `^` for the commit before
 * @returns in the order of the revisions; undefined for a revision that is not a commit
 * @throws GitHubFailure
 */
export async function readAt(
  repository: GitHubRepository,
  path: string,
  revisions: readonly string[],
): Promise<readonly (FileAt | undefined)[]> {
  const { client, name } = repository;
  return request(repository, { doing: `read ${path}`, permission: "contents: read" }, async () => {
    const { repository: commits } = await ask(client, question(revisions.length), {
      owner: name.owner,
      name: name.repo,
      path,
      ...Object.fromEntries(revisions.map((revision, index) => [`revision${index}`, revision])),
    });
    const files: (FileAt | undefined)[] = [];
    for (const commit of commits) {
      files.push(commit && (await fileAt(repository, path, commit)));
    }
    return files;
  });
}

async function fileAt(
  repository: GitHubRepository,
  path: string,
  { file, ...commit }: ReturnType<typeof commitFile>,
): Promise<FileAt> {
  const blob = file?.object ?? undefined;
  const whole = blob && (await wholeText(repository, { path, commit: commit.oid, blob }));
  return { ...commit, blob: blob?.oid ?? undefined, text: whole };
}

/** One alias per revision; the revisions travel as variables. A revision may also be a tree or a blob. */
function question(count: number): Question<{
  readonly repository: readonly (ReturnType<typeof commitFile> | undefined)[];
}> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const read = fields<Query>()({ repository: present(numbered("c", count, fragment(commitFile))) });
  const query = `query FileAt($owner: String!, $name: String!, $path: String!${indexes.map((i) => `, $revision${i}: String!`).join("")}) {
  repository(owner: $owner, name: $name) {
${indexes.map((i) => `    c${i}: object(expression: $revision${i}) { ...at }`).join("\n")}
  }
}
fragment at on GitObject {
  ... on Commit { oid url committedDate message file(path: $path) { object { ... on Blob { oid text isTruncated isBinary } } } }
}`;
  return { query, read };
}

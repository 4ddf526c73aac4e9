import type { Blob, Commit, Query, Repository, Tree, TreeEntry } from "@octokit/graphql-schema";
import { request, type GitHubRepository } from "../github-repository.ts";
import { ask, type Question } from "../graphql/query.ts";
import {
  fields,
  flag,
  fragment,
  integer,
  nodes,
  nullable,
  numbered,
  present,
  text,
} from "../graphql/reader.ts";

/** A file of a folder, as it was after a commit. */
export interface FolderFile {
  readonly name: string;
  /** The content's id: 40 hex, the same for equal content. */
  readonly blob: string;
  readonly bytes: number;
  readonly isText: boolean;
}

const QUERY = `query Folder($owner: String!, $name: String!, $folder: String!) {
  repository(owner: $owner, name: $name) {
    object(expression: $folder) {
      ... on Tree { entries { name oid type object { ... on Blob { byteSize isBinary } } } }
    }
  }
}`;

const blob = fields<Partial<Blob>>()({
  byteSize: nullable(integer),
  isBinary: nullable(flag),
});
const entry = fields<TreeEntry>()({
  name: text,
  oid: text,
  type: text,
  object: nullable((value: unknown) => blob(value)),
});
const folder = fields<Tree>()({ entries: nullable((value: unknown) => nodes(entry)(value)) });
const read = fields<Query>()({
  repository: present(fields<Repository>()({ object: fragment(folder) })),
});

/**
 * The files of a folder at a commit, without those of folders in it, and without what is in them: one request.
 * @param at `commit` is 40 hex
 * @returns empty where there is no such folder
 * @throws GitHubFailure
 */
export async function listFiles(
  repository: GitHubRepository,
  { commit, path }: { readonly commit: string; readonly path: string },
): Promise<readonly FolderFile[]> {
  const { client, name } = repository;
  return request(repository, { doing: `read the folder ${path}`, permission: "contents: read" }, async () => {
    const variables = { owner: name.owner, name: name.repo, folder: `${commit}:${path}` };
    const answer = await ask(client, { query: QUERY, read }, variables);
    const files: FolderFile[] = [];
    for (const one of answer.repository.object?.entries ?? []) {
      if (one.type !== "blob" || one.object === null) continue;
      const { byteSize, isBinary } = one.object;
      files.push({ name: one.name, blob: one.oid, bytes: byteSize ?? 0, isText: isBinary === false });
    }
    return files;
  });
}

/**
 * The commits that last changed files, as a commit's history has it: one request for up to a hundred.
 * @returns in the order of the paths; undefined for a path that the history does not have
 * @throws GitHubFailure
 */
export async function lastChanges(
  repository: GitHubRepository,
  commit: string,
  paths: readonly string[],
): Promise<readonly (string | undefined)[]> {
  if (paths.length === 0) return [];
  const { client, name } = repository;
  const attempt = { doing: "read who changed the files last", permission: "contents: read" };
  return request(repository, attempt, async () => {
    const variables = {
      owner: name.owner,
      name: name.repo,
      commit,
      ...Object.fromEntries(paths.map((path, index) => [`path${index}`, path])),
    };
    const answer = await ask(client, changesQuestion(paths.length), variables);
    return (answer.repository.object ?? []).map(({ nodes: [newest] }) => newest?.oid);
  });
}

const history = fields<{ readonly nodes?: Commit["history"]["nodes"] }>()({
  nodes: nodes(fields<Commit>()({ oid: text })),
});

function changesQuestion(count: number): Question<{
  readonly repository: { readonly object: readonly ReturnType<typeof history>[] | undefined };
}> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const query = `query LastChanges($owner: String!, $name: String!, $commit: GitObjectID!${indexes.map((i) => `, $path${i}: String!`).join("")}) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) { ... on Commit {
${indexes.map((i) => `      h${i}: history(first: 1, path: $path${i}) { nodes { oid } }`).join("\n")}
    } }
  }
}`;
  const commitRead = fragment(numbered("h", count, history));
  return {
    query,
    read: fields<Query>()({ repository: present(fields<Repository>()({ object: commitRead })) }),
  };
}

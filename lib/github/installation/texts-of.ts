import type { Blob, Repository, TreeEntry } from "@octokit/graphql-schema";
import { request } from "../github-repository.ts";
import { ask, type Question } from "../graphql/query.ts";
import { alias, fields, flag, fragment, nullable, numbered, text } from "../graphql/reader.ts";
import type { GitHubInstallation } from "./installation.ts";
import type { FileAt } from "./last-changes.ts";

/**
 * The texts of files, in whatever repositories of an account: one request for up to a hundred. How long they are is to be
 * known before.
 * @returns in the order of the files; undefined for what is no text, was cut off, or is not there any more
 * @throws GitHubFailure
 */
export async function textsOf(
  installation: GitHubInstallation,
  files: readonly FileAt[],
): Promise<readonly (string | undefined)[]> {
  if (files.length === 0) return [];
  const attempt = { doing: "read configs", permission: "contents: read" };
  return request(installation, attempt, async () => {
    const variables = Object.fromEntries(
      files.flatMap(({ nodeId, commit, path }, index) => [
        [`id${index}`, nodeId],
        [`commit${index}`, commit],
        [`path${index}`, path],
      ]),
    );
    const answer = await ask(installation.client, questionOf(files.length), variables);
    return answer.map((found) => {
      const blob = found?.object?.object;
      const isWhole = blob?.isBinary === false && blob.isTruncated === false;
      return isWhole ? (blob.text ?? undefined) : undefined;
    });
  });
}

const content = fields<Partial<Blob>>()({
  text: nullable(text),
  isTruncated: nullable(flag),
  isBinary: nullable(flag),
});
const entry = nullable(fields<TreeEntry>()({ object: nullable((value: unknown) => content(value)) }));
const file = fragment(fields<Repository>()({ object: fragment(alias("file", entry)) }));

function questionOf(count: number): Question<readonly ReturnType<typeof file>[]> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const query = `query TextsOf(${indexes.map((i) => `$id${i}: ID!, $commit${i}: GitObjectID!, $path${i}: String!`).join(", ")}) {
${indexes
  .map(
    (i) => `  f${i}: node(id: $id${i}) { ... on Repository { object(oid: $commit${i}) { ... on Commit {
    file(path: $path${i}) { object { ... on Blob { text isTruncated isBinary } } }
  } } } }`,
  )
  .join("\n")}
}`;
  return { query, read: numbered("f", count, file) };
}

import type { Commit, Repository } from "@octokit/graphql-schema";
import { request } from "../github-repository.ts";
import { ask, type Question } from "../graphql/query.ts";
import { fields, fragment, nodes, numbered, text } from "../graphql/reader.ts";
import type { GitHubInstallation } from "./installation.ts";

/** A file at a commit of a repository. */
export interface FileAt {
  readonly nodeId: string;
  /** 40 hex. */
  readonly commit: string;
  readonly path: string;
}

/**
 * The commits that last changed files, in whatever repositories of an account: one request for up to a hundred.
 * @returns in the order of the files; undefined where GitHub does not say
 * @throws GitHubFailure
 */
export async function lastChangesOf(
  installation: GitHubInstallation,
  files: readonly FileAt[],
): Promise<readonly (string | undefined)[]> {
  const attempt = { doing: "read the last changes of configs", permission: "contents: read" };
  return request(installation, attempt, async () => {
    const variables = Object.fromEntries(
      files.flatMap(({ nodeId, commit, path }, index) => [
        [`id${index}`, nodeId],
        [`commit${index}`, commit],
        [`path${index}`, path],
      ]),
    );
    const answer = await ask(installation.client, questionOf(files.length), variables);
    return answer.map((file) => file?.object?.history.nodes[0]?.oid);
  });
}

const history = fields<{ readonly nodes?: Commit["history"]["nodes"] }>()({
  nodes: nodes(fields<Commit>()({ oid: text })),
});
const commit = fields<Pick<Commit, "history">>()({ history });
const file = fragment(fields<Repository>()({ object: fragment(commit) }));

function questionOf(count: number): Question<readonly ReturnType<typeof file>[]> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const query = `query LastChangesOf(${indexes.map((i) => `$id${i}: ID!, $commit${i}: GitObjectID!, $path${i}: String!`).join(", ")}) {
${indexes
  .map(
    (i) => `  f${i}: node(id: $id${i}) { ... on Repository { object(oid: $commit${i}) { ... on Commit {
    history(first: 1, path: $path${i}) { nodes { oid } }
  } } } }`,
  )
  .join("\n")}
}`;
  return { query, read: numbered("f", count, file) };
}

import { GraphqlResponseError } from "@octokit/graphql";
import type { Commit, CommitHistoryConnection, Query, Ref, Repository } from "@octokit/graphql-schema";
import type { Client } from "../client.ts";
import { ask, type Variables } from "../graphql/query.ts";
import { fields, integer, nodes, nullable, numbered, present, text } from "../graphql/reader.ts";
import { treeEntry } from "../graphql/shapes.ts";
import type { RepositoryName } from "../repository.ts";
import { QUEUE_FIELDS, readRuns, type VisibleRuns } from "./queue.ts";

/** What to read of a branch. */
export interface FilesOfBranch {
  readonly name: RepositoryName;
  readonly branch: string;
  readonly paths: readonly string[];
}

const history = fields<CommitHistoryConnection>()({
  totalCount: integer,
  nodes: nodes(fields<Commit>()({ message: text })),
});
const head = fields<Commit>()({ oid: text, history });

/** Reads a branch's head and the entries of its files, in the order they were requested in. */
function reader(count: number) {
  const entries = numbered("file", count, treeEntry);
  const target = present((value: unknown) => ({ ...head(value), entries: entries(value) }));
  return fields<Query>()({
    repository: present(
      fields<Repository>()({
        defaultBranchRef: nullable(fields<Ref>()({ name: text })),
        ref: nullable(fields<Ref>()({ target })),
      }),
    ),
  });
}

/** GitHub's answer; without a queue if it was not asked for, or if the token may not see runs. */
export type BranchAnswer = ReturnType<ReturnType<typeof reader>> & {
  readonly queue?: VisibleRuns | undefined;
};

/**
 * Asks for the branch, once.
 * @throws LostAnswer, or what Octokit throws
 */
function askBranch(client: Client, { name, branch, paths }: FilesOfBranch): Promise<BranchAnswer> {
  const question = { query: branchQuery(paths.length, false), read: reader(paths.length) };
  return ask(client, question, variablesOf({ name, branch, paths }));
}

/**
 * Asks for the branch and, in the same request, for the runs of this run's workflow. The answer has no queue if the
 * token lacks `actions: read`, which adds an error to the answer, or if an older GitHub Enterprise Server does not
 * know the fields.
 * @param runUrl this workflow run's address; without it, the runs are not asked for
 * @throws LostAnswer, or what Octokit throws
 */
export async function askBranchAndRuns(
  client: Client,
  at: FilesOfBranch,
  runUrl: string | undefined,
): Promise<BranchAnswer> {
  if (runUrl === undefined) return await askBranch(client, at);
  const readBranch = reader(at.paths.length);
  const read = (value: unknown) => ({ ...readBranch(value), queue: readRuns(value) });
  const query = branchQuery(at.paths.length, true);
  try {
    return await ask(client, { query, read }, { ...variablesOf(at), run: runUrl });
  } catch (error) {
    if (!(error instanceof GraphqlResponseError)) throw error;
    const errors: readonly QueryError[] = error.errors ?? [];
    if (!errors.some((one) => concernsQueue(one) || one.extensions?.["code"] !== undefined)) throw error;
    const data: unknown = error.data;
    if (errors.every(concernsQueue) && hasRepository(data)) return readBranch(data);
    return await askBranch(client, at);
  }
}

/** Whether the answer has the repository despite its errors. */
function hasRepository(data: unknown): boolean {
  return (
    typeof data === "object" && data !== null && "repository" in data && (data.repository ?? null) !== null
  );
}

/** A query that violates the server's schema has `extensions.code`, such as undefinedField, and no path into data. */
interface QueryError {
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

function concernsQueue({ path }: QueryError): boolean {
  return path?.[0] === "queue";
}

function variablesOf({ name, branch, paths }: FilesOfBranch): Variables {
  return {
    owner: name.owner,
    name: name.repo,
    ref: `refs/heads/${branch}`,
    ...Object.fromEntries(paths.map((path, index) => [`path${index}`, path])),
  };
}

/** One alias for each file; paths travel as variables. */
function branchQuery(count: number, withQueue: boolean): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const variables = [...(withQueue ? ["run: URI!"] : []), ...indexes.map((index) => `path${index}: String!`)];
  return `query ReadBranch($owner: String!, $name: String!, $ref: String!${variables.map((variable) => `, $${variable}`).join("")}) {
  ${withQueue ? QUEUE_FIELDS : ""}
  repository(owner: $owner, name: $name) {
    defaultBranchRef { name }
    ref(qualifiedName: $ref) {
      target {
        oid
        ... on Commit {
          history(first: ${withQueue ? 50 : 1}) { totalCount nodes { message } }
${indexes.map((i) => `          file${i}: file(path: $path${i}) { object { ... on Blob { text isTruncated isBinary } } }`).join("\n")}
        }
      }
    }
  }
}`;
}

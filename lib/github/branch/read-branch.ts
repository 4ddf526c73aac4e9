import { GraphqlResponseError } from "@octokit/graphql";
import { wholeText, type Blob } from "../blob-text.ts";
import type { Client } from "../client.ts";
import { GitHubFailure, LostAnswer } from "../failure/failure.ts";
import { firstAnswer } from "../first-answer.ts";
import type { GitHubRepository } from "../github-repository.ts";
import { fullName, type RepositoryName } from "../repository.ts";
import { countRuns } from "./count-runs.ts";
import { isCrowded, QUEUE_FIELDS, queueOf, type Queue, type QueueAnswer } from "./queue.ts";

export interface BranchFiles {
  /** The commit that the files were read at: 40 hex. */
  readonly head: string;
  /** Text by path; a path that is not there is absent. */
  readonly files: ReadonlyMap<string, string>;
  /** How many commits the branch has. */
  readonly commits: number;
  /** Absent when it was not asked for, or the token may not see workflow runs. */
  readonly queue?: Queue;
}

export interface BranchRead {
  readonly branch: string;
  readonly paths: readonly string[];
  /** The address of this workflow run, to learn of the others. */
  readonly runUrl?: string | undefined;
  /** Whether others wait for this: then it is asked twice at once, without the other runs, and the first answer counts. */
  readonly isUrgent?: boolean;
}

interface Answer {
  readonly queue?: QueueAnswer | null;
  readonly repository: {
    readonly defaultBranchRef: { readonly name: string } | null;
    readonly ref: {
      readonly target: {
        readonly oid: string;
        readonly history: {
          readonly totalCount: number;
          readonly nodes: readonly { readonly committedDate: string }[];
        };
      } & {
        readonly [file: `file${number}`]: { readonly object: Blob | null } | null;
      };
    } | null;
  };
}

/**
 * Reads a branch's head and files in one GraphQL request, and with them how many other runs are at work. A file above
 * 512,000 bytes comes truncated there and is read again, whole, over REST at that very commit.
 * @throws GitHubFailure for a branch or a file that cannot be used, LostAnswer, or what Octokit throws
 */
export async function readBranch(
  repository: GitHubRepository,
  { branch, paths, runUrl, isUrgent = false }: BranchRead,
): Promise<BranchFiles> {
  const { client, name } = repository;
  const variables = {
    owner: name.owner,
    name: name.repo,
    ref: `refs/heads/${branch}`,
    ...Object.fromEntries(paths.map((path, index) => [`path${index}`, path])),
  };
  const count = paths.length;
  const { repository: answer, queue } = isUrgent
    ? await firstAnswer((signal) =>
        ask(client, readQuery(count, false), { ...variables, request: { signal } }),
      )
    : await askWithQueue(client, count, { ...variables, ...(runUrl !== undefined && { run: runUrl }) });
  if (answer.ref === null) throw noSuchBranch(name, branch, answer.defaultBranchRef?.name);
  const { target } = answer.ref;
  const files = new Map<string, string>();
  for (const [index, path] of paths.entries()) {
    const blob = target[`file${index}`]?.object;
    if (blob !== null && blob !== undefined) {
      files.set(path, await wholeText(repository, { path, commit: target.oid, blob }));
    }
  }
  const dates = target.history.nodes.map(({ committedDate }) => committedDate);
  return {
    head: target.oid,
    files,
    commits: target.history.totalCount,
    ...(queue !== null && queue !== undefined && { queue: await wholeQueue(repository, queue, dates) }),
  };
}

async function wholeQueue(
  repository: GitHubRepository,
  queue: QueueAnswer,
  committed: readonly string[],
): Promise<Queue> {
  const counted = isCrowded(queue) ? await countRuns(repository, queue.workflow.resourcePath) : undefined;
  return queueOf(queue, committed, counted);
}

interface Variables {
  readonly run?: string;
  readonly [name: string]: unknown;
}

/**
 * A token without `actions: read` gets the branch and an error beside it, and an older GitHub Enterprise Server may
 * not know the fields: the queue is then not known, and nothing else changes.
 */
async function askWithQueue(client: Client, files: number, variables: Variables): Promise<Answer> {
  const { run, ...others } = variables;
  if (run === undefined) return await ask(client, readQuery(files, false), others);
  try {
    return await ask(client, readQuery(files, true), variables);
  } catch (error) {
    if (!(error instanceof GraphqlResponseError)) throw error;
    const data: unknown = error.data;
    const errors: readonly QueryError[] = error.errors ?? [];
    if (isWhole(data) && errors.every(concernsQueue)) return data;
    if (!errors.some((one) => concernsQueue(one) || one.extensions?.["code"] !== undefined)) throw error;
    return await ask(client, readQuery(files, false), others);
  }
}

/** The repository is all of an answer that has it: the schema gives the rest where a field was asked for. */
function isWhole(data: unknown): data is Answer {
  return (
    typeof data === "object" && data !== null && "repository" in data && (data.repository ?? null) !== null
  );
}

/** A query that the server's schema refuses has `extensions.code`, such as undefinedField, and no path into data. */
interface QueryError {
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

function concernsQueue({ path }: QueryError): boolean {
  return path?.[0] === "queue";
}

async function ask(
  client: Client,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const answer = await client.graphql<Partial<Answer> | undefined>(query, { ...variables });
  if (!isWhole(answer)) throw new LostAnswer();
  return answer;
}

/** One alias for each file; paths travel as variables. */
function readQuery(count: number, withQueue: boolean): string {
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
          history(first: ${withQueue ? 50 : 1}) { totalCount nodes { committedDate } }
${indexes.map((i) => `          file${i}: file(path: $path${i}) { object { ... on Blob { text isTruncated isBinary } } }`).join("\n")}
        }
      }
    }
  }
}`;
}

function noSuchBranch(
  repository: RepositoryName,
  branch: string,
  defaultBranch: string | undefined,
): GitHubFailure {
  const hint =
    defaultBranch === undefined ? "it has no commit yet" : `its default branch is ${defaultBranch}`;
  return new GitHubFailure(`Branch ${branch} does not exist in ${fullName(repository)}: ${hint}.`, {
    code: "no-such-branch",
  });
}

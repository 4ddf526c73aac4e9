import { GraphqlResponseError } from "@octokit/graphql";
import type { Query, Ref, Repository } from "@octokit/graphql-schema";
import { request } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, flag, fragment, integer, nodes, nullable, present, text } from "../graphql/reader.ts";
import { pageInfo } from "../graphql/shapes.ts";
import { CONFIG_FOLDER, configFolder, type FolderEntry } from "./config-folder.ts";
import { BUILDS, readBuilds, type HeadBuild, type HeadStatus } from "./head-builds.ts";
import type { GitHubInstallation } from "./installation.ts";

/** A branch with the commit that it points to. */
export interface BranchHead {
  readonly name: string;
  /** 40 hex. */
  readonly head: string;
  /** The first line of the commit's message. */
  readonly subject: string;
  /** A login; the name in the commit where GitHub knows no account. */
  readonly author: string;
  /** ISO 8601. */
  readonly committedAt: string;
  readonly builds: readonly HeadBuild[];
  readonly statuses: readonly HeadStatus[];
}

/** What one page says of a repository. */
export interface RepositoryHeads {
  readonly id: number;
  readonly nodeId: string;
  /** `owner/name` as it is called now. */
  readonly name: string;
  readonly isArchived: boolean;
  /** Undefined of an empty repository. */
  readonly defaultBranch: string | undefined;
  readonly branches: readonly BranchHead[];
  /** Where the next page of its branches begins; undefined where there is none. */
  readonly next: string | undefined;
  /** The files of `.deploy` on the default branch, and the commit that has them; undefined of an empty repository. */
  readonly configs: { readonly head: string; readonly files: readonly FolderEntry[] } | undefined;
}

/** A page of branches: of many repositories from the first branch on, or of one from where a page before has ended. */
export interface HeadsPage {
  readonly nodeIds: readonly string[];
  readonly branches: number;
  readonly after?: string | undefined;
}

const QUERY = `query Heads($ids: [ID!]!, $branches: Int!, $after: String) {
  nodes(ids: $ids) { ... on Repository {
    id databaseId nameWithOwner isArchived
    defaultBranchRef { name target { oid ... on Commit { ${CONFIG_FOLDER} } } }
    refs(refPrefix: "refs/heads/", first: $branches, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { name target { oid ... on Commit { message committedDate author { name user { login } } ${BUILDS} } } }
    }
  } }
}`;

const commit = fields<HeadCommit>()({
  oid: text,
  message: nullable(text),
  committedDate: nullable(text),
  author: nullable(
    fields<CommitAuthor>()({
      name: nullable(text),
      user: nullable(fields<{ readonly login: string }>()({ login: text })),
    }),
  ),
});

interface CommitAuthor {
  readonly name?: string | null;
  readonly user?: { readonly login: string } | null;
}

/** A branch points to a commit; the schema says to any object. */
interface HeadCommit {
  readonly oid: string;
  readonly message?: string | null;
  readonly committedDate?: string | null;
  readonly author?: CommitAuthor | null;
}

const target = (value: unknown) => ({ ...commit(value), ...readBuilds(value) });
const branch = fields<Ref>()({ name: text, target: present(target) });
const repository = fields<Repository>()({
  id: text,
  databaseId: present(integer),
  nameWithOwner: text,
  isArchived: flag,
  defaultBranchRef: nullable(
    fields<Ref>()({
      name: text,
      target: present((value: unknown) => ({ ...commit(value), files: configFolder(value) })),
    }),
  ),
  refs: present(fields<NonNullable<Repository["refs"]>>()({ pageInfo, nodes: nodes(branch) })),
});
const read = fields<Query>()({ nodes: nodes(fragment(repository)) });

/**
 * Branches with their heads and builds, and the deploy configs of the default branch: one request for up to a hundred
 * repositories. @see https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 * @returns those that are there: one that was deleted a moment ago is left out
 * @throws GitHubFailure
 */
export async function readHeads(
  installation: GitHubInstallation,
  { nodeIds, branches, after }: HeadsPage,
): Promise<readonly RepositoryHeads[]> {
  const attempt = { doing: "read the branches", permission: "contents: read" };
  return request(installation, attempt, async () => {
    const variables = { ids: nodeIds, branches, after: after ?? null };
    const answer = await askForThoseThere(installation, variables);
    return answer.nodes.flatMap((found) => (found === undefined ? [] : [headsOf(found)]));
  });
}

/** GitHub answers for those that it finds, with an error beside them for each of the others. */
async function askForThoseThere({ client }: GitHubInstallation, variables: Record<string, unknown>) {
  try {
    return await ask(client, { query: QUERY, read }, variables);
  } catch (error) {
    if (!(error instanceof GraphqlResponseError)) throw error;
    const errors = error.errors ?? [];
    if (errors.length === 0 || errors.some(({ type }) => type !== "NOT_FOUND")) throw error;
    return read(error.data);
  }
}

function headsOf({
  id: nodeId,
  databaseId: id,
  nameWithOwner: name,
  isArchived,
  defaultBranchRef: main,
  refs,
}: ReturnType<typeof repository>): RepositoryHeads {
  return {
    id,
    nodeId,
    name,
    isArchived,
    defaultBranch: main?.name,
    branches: refs.nodes.map(branchHead),
    next: refs.pageInfo.hasNextPage ? (refs.pageInfo.endCursor ?? undefined) : undefined,
    configs: main === null ? undefined : { head: main.target.oid, files: main.target.files },
  };
}

function branchHead({ name, target: head }: ReturnType<typeof branch>): BranchHead {
  const [subject = ""] = (head.message ?? "").split("\n");
  return {
    name,
    head: head.oid,
    subject,
    author: head.author?.user?.login ?? head.author?.name ?? "unknown",
    committedAt: head.committedDate ?? "",
    builds: head.builds,
    statuses: head.statuses,
  };
}

import type { Client } from "../client.ts";
import { fullName, type RepositoryName } from "../repository.ts";

export interface BranchFiles {
  /** The commit that the files were read at: 40 hex. */
  readonly head: string;
  /** Text by path; a path that is not there is absent. */
  readonly files: ReadonlyMap<string, string>;
}

/** The branch, or a file on it, cannot be used: no attempt will change that. */
export class UnusableBranch extends Error {
  override readonly name = "UnusableBranch";
}

interface Blob {
  readonly text: string | null;
  readonly isTruncated: boolean;
  readonly isBinary: boolean | null;
}

interface Answer {
  readonly repository: {
    readonly defaultBranchRef: { readonly name: string } | null;
    readonly ref: {
      readonly target: { readonly oid: string } & {
        readonly [file: `file${number}`]: { readonly object: Blob | null } | null;
      };
    } | null;
  };
}

/**
 * Reads a branch's head and files in one GraphQL request. A file above 512,000 bytes comes truncated there and is
 * read again, whole, over REST at that very commit.
 * @throws UnusableBranch, or what Octokit throws
 */
export async function readBranch(
  client: Client,
  repository: RepositoryName,
  branch: string,
  paths: readonly string[],
): Promise<BranchFiles> {
  const { repository: answer } = await client.graphql<Answer>(readQuery(paths.length), {
    owner: repository.owner,
    name: repository.repo,
    ref: `refs/heads/${branch}`,
    ...Object.fromEntries(paths.map((path, index) => [`path${index}`, path])),
    request: { retries: 0 },
  });
  if (answer.ref === null) throw noSuchBranch(repository, branch, answer.defaultBranchRef?.name);
  const { target } = answer.ref;
  const files = new Map<string, string>();
  for (const [index, path] of paths.entries()) {
    const blob = target[`file${index}`]?.object;
    if (blob !== null && blob !== undefined) {
      files.set(path, await wholeText(client, repository, target.oid, path, blob));
    }
  }
  return { head: target.oid, files };
}

/** One alias for each file; paths travel as variables. */
function readQuery(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query ReadBranch($owner: String!, $name: String!, $ref: String!${indexes.map((i) => `, $path${i}: String!`).join("")}) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { name }
    ref(qualifiedName: $ref) {
      target {
        oid
        ... on Commit {
${indexes.map((i) => `          file${i}: file(path: $path${i}) { object { ... on Blob { text isTruncated isBinary } } }`).join("\n")}
        }
      }
    }
  }
}`;
}

async function wholeText(
  client: Client,
  repository: RepositoryName,
  head: string,
  path: string,
  { text, isTruncated, isBinary }: Blob,
): Promise<string> {
  if (isBinary === true || (text === null && !isTruncated)) {
    throw new UnusableBranch(`${path} in ${fullName(repository)} is not a text file.`);
  }
  if (!isTruncated && text !== null) return text;
  const { data } = await client.request("GET /repos/{owner}/{repo}/contents/{path}", {
    ...repository,
    path,
    ref: head,
    mediaType: { format: "raw" },
    request: { retries: 0 },
  });
  return data as unknown as string;
}

function noSuchBranch(
  repository: RepositoryName,
  branch: string,
  defaultBranch: string | undefined,
): UnusableBranch {
  const hint =
    defaultBranch === undefined ? "it has no commit yet" : `its default branch is ${defaultBranch}`;
  return new UnusableBranch(`Branch ${branch} does not exist in ${fullName(repository)}: ${hint}.`);
}

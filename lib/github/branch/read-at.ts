import { wholeText, type Blob } from "../blob-text.ts";
import { LostAnswer } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";

type Content = Blob & { readonly oid: string };

interface CommitFile {
  readonly oid: string;
  readonly committedDate: string;
  readonly url: string;
  readonly message: string;
  readonly file: { readonly object: Content | null } | null;
}

interface Answer {
  readonly repository: Readonly<Record<`c${number}`, Partial<CommitFile> | null>>;
}

/** A file as it was after a commit. */
export interface FileAt {
  /** The commit: 40 hex. */
  readonly oid: string;
  readonly url: string;
  /** ISO 8601. */
  readonly committedDate: string;
  readonly message: string;
  /** The id of its content, the same wherever it is the same; undefined where the file was not there. */
  readonly blob: string | undefined;
  readonly text: string | undefined;
}

/**
 * Reads a file at several commits in one request, and each text above 512,000 bytes in one more.
 * @param revisions commit ids, whole or the first digits
 * @returns in the order of the revisions; undefined for one that is no commit
 * @throws GitHubFailure
 */
export async function readAt(
  repository: GitHubRepository,
  path: string,
  revisions: readonly string[],
): Promise<readonly (FileAt | undefined)[]> {
  const { client, name } = repository;
  return request(repository, { doing: `read ${path}`, permission: "contents: read" }, async () => {
    const answer = await client.graphql<Answer | undefined>(query(revisions.length), {
      owner: name.owner,
      name: name.repo,
      path,
      ...Object.fromEntries(revisions.map((revision, index) => [`revision${index}`, revision])),
    });
    if (answer?.repository === undefined) throw new LostAnswer();
    const files: (FileAt | undefined)[] = [];
    for (const index of revisions.keys()) {
      files.push(await fileAt(repository, path, answer.repository[`c${index}`]));
    }
    return files;
  });
}

async function fileAt(
  repository: GitHubRepository,
  path: string,
  commit: Partial<CommitFile> | null | undefined,
): Promise<FileAt | undefined> {
  // A revision may also be a tree or a blob: its answer is then without these.
  const { oid, url = "", committedDate, message = "", file } = commit ?? {};
  if (oid === undefined || committedDate === undefined) return undefined;
  const blob = file?.object ?? undefined;
  const text = blob && (await wholeText(repository, { path, commit: oid, blob }));
  return { oid, url, committedDate, message, blob: blob?.oid, text };
}

/** One alias for each revision; they travel as variables. */
function query(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return `query FileAt($owner: String!, $name: String!, $path: String!${indexes.map((i) => `, $revision${i}: String!`).join("")}) {
  repository(owner: $owner, name: $name) {
${indexes.map((i) => `    c${i}: object(expression: $revision${i}) { ...at }`).join("\n")}
  }
}
fragment at on GitObject {
  ... on Commit { oid url committedDate message file(path: $path) { object { ... on Blob { oid text isTruncated isBinary } } } }
}`;
}

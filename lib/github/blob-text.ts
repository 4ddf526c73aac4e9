import { GitHubFailure, LostAnswer } from "./failure/failure.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { fullName } from "./repository.ts";

/** A file's content from GraphQL: `... on Blob { text isTruncated isBinary }`. All null for a folder. */
export interface Blob {
  readonly text: string | null;
  readonly isTruncated: boolean | null;
  readonly isBinary: boolean | null;
}

/** GraphQL truncates longer texts. */
export const MAX_TEXT_BYTES = 512_000;

/** A file at one commit. */
export interface BlobAt {
  readonly path: string;
  /** 40 hex. */
  readonly commit: string;
  readonly blob: Blob;
}

/**
 * The whole text of a file. A truncated text is read again over REST, at the same commit: one request.
 * @throws GitHubFailure if the file is not text, LostAnswer, or what Octokit throws
 */
export async function wholeText(
  { client, name }: GitHubRepository,
  { path, commit, blob: { text, isTruncated, isBinary } }: BlobAt,
): Promise<string> {
  if (isTruncated !== true || isBinary === true) {
    if (typeof text === "string" && isBinary !== true) return text;
    throw new GitHubFailure(`${path} in ${fullName(name)} is not a text file.`, { code: "no-text" });
  }
  const { data } = await client.request("GET /repos/{owner}/{repo}/contents/{path}", {
    ...name,
    path,
    ref: commit,
    mediaType: { format: "raw" },
  });
  const whole: unknown = data;
  // Octokit returns an answer that was cut off as an empty text, and a file that GraphQL truncates is not empty.
  if (typeof whole !== "string" || whole === "") throw new LostAnswer();
  return whole;
}

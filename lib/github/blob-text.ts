import { LostAnswer } from "./failure.ts";
import type { Client } from "./client.ts";
import { fullName, type RepositoryName } from "./repository.ts";

/** A file's content, as GraphQL gives it; `... on Blob { text isTruncated isBinary }`. Of a folder, it gives nothing. */
export interface Blob {
  readonly text?: string | null;
  readonly isTruncated?: boolean;
  readonly isBinary?: boolean | null;
}

/** Above this many bytes GraphQL cuts a text. */
export const MAX_TEXT_BYTES = 512_000;

/** A file that was to be read holds no text. */
export class NoText extends Error {
  override readonly name = "NoText";
}

/**
 * The whole text of a file. A truncated one is read again over REST, at that very commit.
 * @throws NoText, LostAnswer, or what Octokit throws
 */
export async function wholeText(
  client: Client,
  repository: RepositoryName,
  commit: string,
  path: string,
  { text, isTruncated, isBinary }: Blob,
): Promise<string> {
  if (isTruncated !== true || isBinary === true) {
    if (typeof text === "string" && isBinary !== true) return text;
    throw new NoText(`${path} in ${fullName(repository)} is not a text file.`);
  }
  const { data } = await client.request("GET /repos/{owner}/{repo}/contents/{path}", {
    ...repository,
    path,
    ref: commit,
    mediaType: { format: "raw" },
    request: { retries: 0 },
  });
  const whole: unknown = data;
  // Octokit gives an answer that was cut off as an empty text, and a file that GraphQL cuts is not empty.
  if (typeof whole !== "string" || whole === "") throw new LostAnswer();
  return whole;
}

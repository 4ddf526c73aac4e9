import { GitHubFailure } from "../failure/failure.ts";

/**
 * The text of a file that a branch must have.
 * @param files as a decision gets them
 * @throws GitHubFailure
 */
export function requiredFile(files: ReadonlyMap<string, string>, path: string, branch: string): string {
  const text = files.get(path);
  if (text !== undefined) return text;
  const message = `${path} does not exist on branch ${branch}: commit it first.`;
  throw new GitHubFailure(message, { code: "no-such-file" });
}

import { GitHubFailure } from "../failure/failure.ts";

/**
 * The text of a file that must exist on a branch.
 * @param files the files that a decision was given
 * @throws GitHubFailure
 */
export function requiredFile(files: ReadonlyMap<string, string>, path: string, branch: string): string {
  const text = files.get(path);
  if (text !== undefined) return text;
  const message = `${path} does not exist on branch ${branch}: commit it first.`;
  throw new GitHubFailure(message, { code: "no-such-file" });
}

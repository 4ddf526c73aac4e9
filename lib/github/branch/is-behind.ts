import { codeOf, LostAnswer } from "../failure/failure.ts";
import type { GitHubRepository } from "../github-repository.ts";
import { isOnBranch } from "./is-on-branch.ts";

/**
 * Whether a head that GitHub shows is older than one that it has shown before: its reads may lag behind. One request.
 * @throws LostAnswer if GitHub does not show both yet, or GitHubFailure
 */
export async function isBehind(repository: GitHubRepository, head: string, known: string): Promise<boolean> {
  if (head === known) return false;
  try {
    return await isOnBranch(repository, known, head);
  } catch (error) {
    if (codeOf(error) === "not-found") throw new LostAnswer();
    throw error;
  }
}

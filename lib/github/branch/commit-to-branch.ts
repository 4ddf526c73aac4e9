import { GitHubFailure } from "../failure/failure.ts";
import { explained, meaningOf, type GitHubRepository } from "../github-repository.ts";
import { OutOfTime, repeat } from "../repeat.ts";
import { fullName } from "../repository.ts";
import { BranchWriter, type CommitRequest, type Committed } from "./branch-writer.ts";

/**
 * Compare-and-swap on a branch: read, decide, write only if the branch has not moved; else again from the start.
 * Never merges, never writes twice: after a lost answer the history tells whether the write happened.
 *
 * Two requests when nobody is in the way. The first read tells how many runs are at work; each then waits for its
 * place in their queue, and reads again before it writes, twice at once: the others wait for it.
 * @throws GitHubFailure, or what `decide` throws
 */
export async function commitToBranch<T>(
  repository: GitHubRepository,
  request: CommitRequest<T>,
): Promise<Committed<T>> {
  const { branch } = request;
  const attempt = { doing: `commit to ${branch}`, permission: "contents: write" };
  const classify = (error: unknown) => meaningOf(error, repository, attempt);
  const writer = new BranchWriter(repository, request, classify);
  try {
    return await repeat(() => writer.attempt(), {
      ...repository,
      classify,
      next: (failure, attempts) => writer.next(failure, attempts),
    });
  } catch (error) {
    throw error instanceof OutOfTime
      ? late(error, repository, branch)
      : explained(error, repository, attempt);
  }
}

function late(error: OutOfTime, { name }: GitHubRepository, branch: string): GitHubFailure {
  const { attempts, message } = error;
  return new GitHubFailure(
    `Gave up on ${branch} of ${fullName(name)} after ${attempts} attempts: ${message}. Nothing is half written.`,
    { code: "deadline-passed" },
    { cause: error },
  );
}

import { GitHubFailure } from "../failure/failure.ts";
import { explained, meaningOf, type GitHubRepository } from "../github-repository.ts";
import { OutOfTime, repeat } from "../repeat.ts";
import { fullName } from "../repository.ts";
import { BranchWriter, type CommitRequest, type Committed } from "./branch-writer.ts";

/**
 * Compare-and-swap on a branch: reads, decides, and writes only if the branch has not moved; otherwise starts again.
 * It never merges and never writes twice: after a lost answer, the history shows whether the write landed.
 *
 * Two requests if nobody else writes. The first read shows which runs are ahead; each run then waits for its turn, and the
 * time limit begins anew whenever the branch moves, so that nobody gives up while the queue gets shorter.
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
      deadline: () => writer.deadline(repository.deadline),
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
    `Gave up on ${branch} of ${fullName(name)} after ${attempts} attempts: ${message}. Nothing was partly written.`,
    { code: "deadline-passed" },
    { cause: error },
  );
}

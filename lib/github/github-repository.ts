import type { Client } from "./client.ts";
import { answerOf, reasonOf } from "./failure/answer.ts";
import { classify, type Freshness } from "./failure/classify.ts";
import { GitHubFailure, type Failure } from "./failure/failure.ts";
import type { Log } from "./log.ts";
import { OutOfTime, repeat } from "./repeat.ts";
import { fullName, type RepositoryName } from "./repository.ts";

/** One repository as one credential reaches it: the handle that the functions of this layer take first. */
export interface GitHubRepository {
  readonly client: Client;
  readonly name: RepositoryName;
  /** Which token is used, for messages: `the token of App octo-bot`. */
  readonly tokenLabel: string;
  readonly log: Log;
  /** Epoch milliseconds: nothing is sent again after this. */
  readonly deadline: number;
  /** While GitHub may not know the token everywhere. */
  readonly freshness?: Freshness | undefined;
}

/** What is tried, so that a failure can say what failed. */
export interface Attempt {
  /** In words that follow "could not": `send a repository_dispatch`. */
  readonly doing: string;
  /** What GitHub asks for, unless its answer says better: `contents: write`. */
  readonly permission: string;
  /** What an answer means that this attempt knows more about. */
  readonly refine?: (error: unknown) => Failure | undefined;
}

/**
 * Makes a request until it works, and says what failed when it does not. Only for what may be sent twice.
 * @throws GitHubFailure, or what is not of GitHub
 */
export async function request<T>(
  repository: GitHubRepository,
  attempt: Attempt,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await repeat(send, { ...repository, classify: (error) => meaningOf(error, repository, attempt) });
  } catch (error) {
    throw explained(error, repository, attempt);
  }
}

/** What an error means to an attempt; undefined for one that is not of GitHub. */
export function meaningOf(
  error: unknown,
  repository: GitHubRepository,
  { permission, refine }: Attempt,
): Failure | undefined {
  return refine?.(error) ?? classify(error, { ...repository, permission });
}

/** An error as a GitHubFailure that says what could not be done; unchanged where it is not GitHub's, or says so already. */
export function explained(error: unknown, repository: GitHubRepository, attempt: Attempt): unknown {
  if (error instanceof OutOfTime) return explained(error.cause, repository, attempt);
  const failure = meaningOf(error, repository, attempt);
  if (failure === undefined || error instanceof GitHubFailure) return error;
  const where = `Could not ${attempt.doing} in ${fullName(repository.name)}`;
  return new GitHubFailure(`${where}: ${answerOf(error) ?? reasonOf(error)}.`, failure, { cause: error });
}

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
  /** The token's name in messages: `the token of App octo-bot`. */
  readonly tokenLabel: string;
  readonly log: Log;
  /** Epoch milliseconds: nothing is retried after this. */
  readonly deadline: number;
  /** Set while GitHub may not recognize the token everywhere. */
  readonly freshness?: Freshness | undefined;
}

/** What a request tries to do, so that a failure can name it. */
export interface Attempt {
  /** A phrase that follows "could not": `send a repository_dispatch`. */
  readonly doing: string;
  /** The permission it needs, unless GitHub's answer names another: `contents: write`. */
  readonly permission: string;
  /** Classifies errors that only this attempt understands. */
  readonly refine?: (error: unknown) => Failure | undefined;
}

/**
 * Repeats a request until it succeeds, and names what failed if it does not. Only for requests that may be sent twice.
 * @throws GitHubFailure, or an error that is not GitHub's
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

/** What an error means for an attempt; undefined for an error that is not GitHub's. */
export function meaningOf(
  error: unknown,
  repository: GitHubRepository,
  { permission, refine }: Attempt,
): Failure | undefined {
  return refine?.(error) ?? classify(error, { ...repository, permission });
}

/**
 * Turns an error into a GitHubFailure that names the attempt. Passes on any that already is one, or is not GitHub's.
 */
export function explained(error: unknown, repository: GitHubRepository, attempt: Attempt): unknown {
  if (error instanceof OutOfTime) return explained(error.cause, repository, attempt);
  const failure = meaningOf(error, repository, attempt);
  if (failure === undefined || error instanceof GitHubFailure) return error;
  const where = `Could not ${attempt.doing} in ${fullName(repository.name)}`;
  return new GitHubFailure(`${where}: ${answerOf(error) ?? reasonOf(error)}.`, failure, { cause: error });
}

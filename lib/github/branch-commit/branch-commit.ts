import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../client.ts";
import { explainRefusal } from "../errors.ts";
import type { Log } from "../log.ts";
import { fullName, type RepositoryName } from "../repository.ts";
import { backoff } from "./backoff.ts";
import { classifyFailure } from "./failure.ts";
import { findCommit } from "./find-commit.ts";
import { readBranch, type BranchFiles } from "./read-branch.ts";
import { writeCommit, type CommitContent, type LandedCommit } from "./write-commit.ts";

/** What to write, seeing the files as they are now: pure, for it is asked again whenever the branch has moved. */
export interface Decision<T> {
  readonly result: T;
  /** Nothing to write when absent. */
  readonly content?: CommitContent;
}

export interface BranchCommit<T> {
  readonly repository: RepositoryName;
  readonly branch: string;
  /** The files that the decision needs to see. */
  readonly paths: readonly string[];
  readonly decide: (files: ReadonlyMap<string, string>) => Decision<T>;
  /** A line of the commit's message that no other commit has. */
  readonly marker: string;
  /** Set when an earlier attempt of this job may have written already: what its commit means for the result. */
  readonly resume?: (commit: LandedCommit) => T;
  /** Epoch milliseconds: no new attempt after this. */
  readonly deadline: number;
  /** Which token the client uses, for messages. */
  readonly token: string;
  readonly log: Log;
}

export interface Committed<T> {
  readonly result: T;
  /** Absent when there was nothing to write. */
  readonly commit?: LandedCommit;
  /** The branch's head that the result was decided on. */
  readonly head: string;
}

/** The branch could not be written in time. Nothing is half written, and a further attempt is safe. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

/**
 * Compare-and-swap on a branch: read, decide, write only if the branch has not moved; else again from the start.
 * Never merges, never writes twice: after a lost answer the history tells whether the write happened.
 *
 * Two requests when nobody is in the way.
 * @throws GitHubRefusal, UnusableBranch, DeadlinePassed, or what `decide` throws
 */
export async function commitToBranch<T>(client: Client, request: BranchCommit<T>): Promise<Committed<T>> {
  const unanswered = new Unanswered<T>(request.resume);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptCommit(client, request, unanswered);
    } catch (error) {
      const failure = classifyFailure(error);
      if (failure === "refused") throw explainRefusal(error, attemptOf(request));
      const reason =
        failure === "moved" ? "another commit came first" : `no usable answer: ${messageOf(error)}`;
      await waitBefore(attempt, reason, request);
    }
  }
}

/** A write whose answer was lost, or that an earlier attempt of the job may have made. */
class Unanswered<T> {
  #resume: ((commit: LandedCommit) => T) | undefined;
  #since: string | undefined;

  constructor(resume: ((commit: LandedCommit) => T) | undefined) {
    this.#resume = resume;
  }

  /** From here on every read looks whether this write has landed: it may still be on its way. */
  expect(result: T, head: string): void {
    this.#resume = () => result;
    this.#since ??= head;
  }

  async find(
    client: Client,
    { repository, marker }: BranchCommit<T>,
    head: string,
  ): Promise<Committed<T> | undefined> {
    if (this.#resume === undefined) return undefined;
    const commit = await findCommit(client, repository, head, marker, this.#since);
    return commit && { result: this.#resume(commit), commit, head };
  }
}

async function attemptCommit<T>(
  client: Client,
  request: BranchCommit<T>,
  unanswered: Unanswered<T>,
): Promise<Committed<T>> {
  const { repository, branch, paths, decide } = request;
  const { head, files }: BranchFiles = await readBranch(client, repository, branch, paths);
  const landed = await unanswered.find(client, request, head);
  if (landed !== undefined) return landed;
  const { result, content } = decide(files);
  if (content === undefined) return { result, head };
  try {
    return { result, commit: await writeCommit(client, repository, branch, head, content), head };
  } catch (error) {
    if (classifyFailure(error) === "unknown") unanswered.expect(result, head);
    throw error;
  }
}

async function waitBefore<T>(attempt: number, reason: string, request: BranchCommit<T>): Promise<void> {
  const { deadline, log, repository, branch } = request;
  const wait = backoff(attempt, Math.random());
  if (Date.now() + wait > deadline) {
    throw new DeadlinePassed(
      `Gave up on ${branch} of ${fullName(repository)} after ${attempt} attempts, the last one because ${reason}. ` +
        "Nothing is half written. Run the job again, which is always safe, or give it more time.",
    );
  }
  log.info(`Attempt ${attempt}: ${reason}; trying again in ${wait} ms.`);
  await sleep(wait);
}

function attemptOf<T>({ repository, branch, token }: BranchCommit<T>) {
  return {
    doing: `commit to ${branch}`,
    repository: fullName(repository),
    permission: "contents: write",
    token,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

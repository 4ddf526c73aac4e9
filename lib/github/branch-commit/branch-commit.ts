import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../client.ts";
import { explainRefusal } from "../errors.ts";
import type { Log } from "../log.ts";
import { fullName, type RepositoryName } from "../repository.ts";
import { classifyFailure, type Failure } from "./failure.ts";
import { findCommit } from "./find-commit.ts";
import { backoff, Pace } from "./pace.ts";
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
  /** The address of this workflow run, to queue with the others of its workflow; without it, chance spreads them. */
  readonly run?: string;
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
 * Two requests when nobody is in the way. The first read tells how many runs are at work; each then waits for its
 * place in their queue, and reads again before it writes.
 * @throws GitHubRefusal, UnusableBranch, DeadlinePassed, or what `decide` throws
 */
export async function commitToBranch<T>(client: Client, request: BranchCommit<T>): Promise<Committed<T>> {
  const attempts = new Attempts(client, request);
  for (;;) {
    const committed = await attempts.next();
    if (committed !== undefined) return committed;
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

/** One writer's way to its commit. */
class Attempts<T> {
  readonly #client: Client;
  readonly #request: BranchCommit<T>;
  readonly #unanswered: Unanswered<T>;
  #count = 0;
  #isFirstRead = true;
  #pace: Pace | undefined;
  /** The head that GitHub has refused as overtaken. */
  #overtaken: string | undefined;

  constructor(client: Client, request: BranchCommit<T>) {
    this.#client = client;
    this.#request = request;
    this.#unanswered = new Unanswered(request.resume);
  }

  /** @returns undefined when it is to be tried again: the wait for that is over */
  async next(): Promise<Committed<T> | undefined> {
    try {
      return await this.#attempt();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === "refused") throw explainRefusal(error, attemptOf(this.#request));
      this.#count += 1;
      await this.#wait(this.#waitAfter(failure), reasonOf(failure, error));
      return undefined;
    }
  }

  async #attempt(): Promise<Committed<T> | undefined> {
    const { repository, branch, paths, decide, run } = this.#request;
    const read = { branch, paths, run: this.#isFirstRead ? run : undefined };
    const state = await readBranch(this.#client, repository, read);
    const wait = this.#waitAt(state);
    const { head, files } = state;
    const landed = await this.#unanswered.find(this.#client, this.#request, head);
    if (landed !== undefined) return landed;
    const { result, content } = decide(files);
    if (content === undefined) return { result, head };
    if (head === this.#overtaken) {
      this.#count += 1;
      await this.#wait(this.#spread(), "GitHub still shows the branch as it was");
      return undefined;
    }
    if (wait > 0) {
      await this.#wait(wait, "other runs are to commit first");
      return undefined;
    }
    try {
      return { result, commit: await writeCommit(this.#client, repository, branch, head, content), head };
    } catch (error) {
      const { kind } = failureOf(error);
      if (kind === "unknown") this.#unanswered.expect(result, head);
      if (kind === "moved") this.#overtaken = head;
      throw error;
    }
  }

  /** How long to leave the branch to others, in milliseconds, now that it was read. */
  #waitAt({ commits, queue }: BranchFiles): number {
    const sight = { commits, at: Date.now() };
    if (!this.#isFirstRead) return this.#pace?.waitAt(sight) ?? 0;
    this.#isFirstRead = false;
    this.#pace = queue && queue.length > 1 ? new Pace(queue, sight) : undefined;
    return this.#pace?.firstWait ?? 0;
  }

  #waitAfter(failure: Failure): number {
    // All who met a limit are told to come back at the same moment: the spread is for them too.
    return failure.kind === "limited" ? failure.wait + this.#spread() : this.#spread();
  }

  /** Chance, so that writers who wait for the same thing do not meet again. */
  #spread(): number {
    const random = Math.random();
    return this.#pace?.conflictWait(random) ?? backoff(this.#count, random);
  }

  async #wait(wait: number, reason: string): Promise<void> {
    const { deadline, log, repository, branch } = this.#request;
    if (Date.now() + wait > deadline) {
      throw new DeadlinePassed(
        `Gave up on ${branch} of ${fullName(repository)} after ${this.#count} attempts: ${reason}, and the deadline ` +
          `comes before the next attempt in ${seconds(wait)}. Nothing is half written. Run the job again, which is ` +
          "always safe, or give it more time.",
      );
    }
    log.info(`Waiting ${seconds(wait)}: ${reason}.`);
    await sleep(wait);
  }
}

function failureOf(error: unknown): Failure {
  return classifyFailure(error, process.uptime() * 1000, Date.now());
}

function reasonOf(failure: Failure, error: unknown): string {
  switch (failure.kind) {
    case "moved":
      return "another commit came first";
    case "limited":
      return `GitHub's ${failure.limit} was met`;
    case "early":
      return "GitHub does not know the token yet";
    default:
      return `no usable answer (${messageOf(error)})`;
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
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

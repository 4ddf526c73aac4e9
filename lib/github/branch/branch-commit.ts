import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../client.ts";
import { explainRefusal } from "../errors.ts";
import type { Log } from "../log.ts";
import { fullName, type RepositoryName } from "../repository.ts";
import { classifyFailure, describeFailure, type Failure } from "../failure.ts";
import { findCommit, type FoundCommit } from "./find-commit.ts";
import { Pace } from "./pace.ts";
import { backoff } from "../backoff.ts";
import { readBranch, type BranchFiles } from "./read-branch.ts";
import { writeCommit, type CommitContent, type LandedCommit } from "./write-commit.ts";

/** What to write, seeing the files as they are now; it is asked for again whenever the branch has moved. */
export interface Decision<T> {
  readonly result: T;
  /** Nothing to write when absent. */
  readonly content?: CommitContent;
}

export interface Sight {
  /** The commit that the files were read at. */
  readonly head: string;
  /** What an earlier attempt of this job has committed already. */
  readonly earlier: FoundCommit | undefined;
}

export interface BranchCommit<T> {
  readonly repository: RepositoryName;
  readonly branch: string;
  /** The files that the decision needs to see. */
  readonly paths: readonly string[];
  /** May ask GitHub for more of what stood at `head`; what fails there is tried again like the rest. */
  readonly decide: (files: ReadonlyMap<string, string>, sight: Sight) => Decision<T> | Promise<Decision<T>>;
  /** A line of the commit's message that no other commit has. */
  readonly marker: string;
  /** Whether an earlier attempt of this job may have written already. */
  readonly isRepeated: boolean;
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
 * place in their queue, and reads again before it writes, twice at once: the others wait for it.
 * @throws GitHubRefusal, UnusableBranch, DeadlinePassed, or what `decide` throws
 */
export async function commitToBranch<T>(client: Client, request: BranchCommit<T>): Promise<Committed<T>> {
  const attempts = new Attempts(client, request);
  for (;;) {
    const committed = await attempts.next();
    if (committed !== undefined) return committed;
  }
}

/** A write whose answer was lost. */
interface Unanswered<T> {
  readonly result: T;
  /** The head it was to follow: it has landed after that or not at all. */
  readonly since: string;
}

/** One writer's way to its commit. */
class Attempts<T> {
  readonly #client: Client;
  readonly #request: BranchCommit<T>;
  /** The latest write that got no answer. It may still be on its way, so every read looks for it. */
  #unanswered: Unanswered<T> | undefined;
  #earlier: FoundCommit | undefined;
  /** The head up to which an earlier attempt's commit was looked for. */
  #searched: string | undefined;
  #count = 0;
  #isFirstRead = true;
  /** Epoch milliseconds of the latest write. */
  #wroteAt = 0;
  #pace: Pace | undefined;
  /** The head that GitHub has refused as overtaken. */
  #overtaken: string | undefined;

  constructor(client: Client, request: BranchCommit<T>) {
    this.#client = client;
    this.#request = request;
  }

  /** @returns undefined when it is to be tried again: the wait for that is over */
  async next(): Promise<Committed<T> | undefined> {
    try {
      return await this.#attempt();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === "refused") throw explainRefusal(error, attemptOf(this.#request));
      this.#count += 1;
      await this.#waitUntil(this.#turnAfter(failure), describeFailure(failure, error));
      return undefined;
    }
  }

  async #attempt(): Promise<Committed<T> | undefined> {
    const { repository, branch, paths, decide, run } = this.#request;
    const read = {
      branch,
      paths,
      run: this.#isFirstRead ? run : undefined,
      isUrgent: this.#pace !== undefined,
    };
    const state = await readBranch(this.#client, repository, read);
    const turn = this.#turnAt(state);
    const { head, files } = state;
    const landed = await this.#findUnanswered(head);
    if (landed !== undefined) return landed;
    const earlier = await this.#findEarlier(head);
    const { result, content } = await decide(files, { head, earlier });
    if (content === undefined) return { result, head, ...(earlier !== undefined && { commit: earlier }) };
    if (head === this.#overtaken) {
      this.#count += 1;
      await this.#waitUntil(Date.now() + this.#jitter(), "GitHub still shows the branch as it was");
      return undefined;
    }
    if (turn > Date.now()) {
      await this.#waitUntil(turn, "other runs are to commit first");
      return undefined;
    }
    this.#wroteAt = Date.now();
    try {
      return { result, commit: await writeCommit(this.#client, repository, branch, head, content), head };
    } catch (error) {
      const { kind } = failureOf(error);
      if (kind === "unknown") this.#unanswered = { result, since: this.#unanswered?.since ?? head };
      if (kind === "moved") this.#overtaken = head;
      throw error;
    }
  }

  async #findUnanswered(head: string): Promise<Committed<T> | undefined> {
    if (this.#unanswered === undefined) return undefined;
    const { repository, marker } = this.#request;
    const { result, since } = this.#unanswered;
    const commit = await findCommit(this.#client, repository, head, marker, since);
    return commit && { result, commit, head };
  }

  /** Looks at each commit once: a read that lags behind may have hidden the newest. */
  async #findEarlier(head: string): Promise<FoundCommit | undefined> {
    const { repository, marker, isRepeated } = this.#request;
    if (!isRepeated) return undefined;
    if (this.#earlier === undefined && this.#searched !== head) {
      this.#earlier = await findCommit(this.#client, repository, head, marker, this.#searched);
      this.#searched = head;
    }
    return this.#earlier;
  }

  /** Until when to leave the branch to others, in epoch milliseconds, now that it was read. */
  #turnAt({ commits, queue }: BranchFiles): number {
    const sight = { commits, at: Date.now() };
    if (this.#isFirstRead) {
      this.#isFirstRead = false;
      this.#pace = queue && queue.length > 1 ? new Pace(queue, sight) : undefined;
      return this.#pace?.firstTurn ?? 0;
    }
    this.#pace?.saw(sight);
    return 0;
  }

  /** When to try again, in epoch milliseconds. */
  #turnAfter(failure: Failure): number {
    const now = Date.now();
    const from = failure.kind === "limited" ? now + failure.wait : now;
    const hasCompany = failure.kind === "limited" || failure.kind === "moved";
    if (hasCompany && this.#pace !== undefined) return this.#pace.turnAfter(from, now - this.#wroteAt);
    return from + this.#jitter();
  }

  /** Chance, so that writers who wait for the same thing do not meet again. */
  #jitter(): number {
    return backoff(this.#count, Math.random());
  }

  async #waitUntil(time: number, reason: string): Promise<void> {
    const { deadline, log, repository, branch } = this.#request;
    const wait = Math.max(0, time - Date.now());
    if (time > deadline) {
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
  return classifyFailure(error, Date.now());
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

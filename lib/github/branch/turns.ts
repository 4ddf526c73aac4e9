import type { Queue } from "./queue.ts";

/** The branch and the queue, as one read shows them. */
export interface SeenQueue extends Queue {
  /** How many commits the branch's whole history has. */
  readonly commits: number;
  /** Epoch milliseconds: when the answer came. */
  readonly at: number;
  /** How long the read took, in milliseconds. */
  readonly took: number;
}

/**
 * Keeps the writers of one branch out of each other's way: each waits until the older runs of its workflow have
 * committed, and looks again when that may be so. Who is next looks again at once, and so writes as soon as GitHub shows the
 * commit before. How long to wait follows from how long GitHub takes to answer, so that nothing is tuned to a latency and
 * no clocks need to agree. Whoever is first and does not commit, while the branch stands still for some requests, is
 * passed over: it may be dead, or have nothing to write.
 *
 * With 100 writers at once, in a simulation of requests that take 200 ± 100, 1,000 ± 500 or 2,000 ± 1,000 ms: 1.00 writes
 * and 8 requests for each in 1.6 times the time of one write after the other, and the same where the writers come within
 * a minute. Full jitter: 4 to 8 writes. Slots of a fixed 345 ms by the clock: 1.1 writes and 3.2 requests at 200 ms, and
 * 3.2 and 7.4 at 2,000 ms. Turns by the rank that the first read shows, without looking again: 2.0 writes.
 */
export class Turns {
  /** The runs that were passed over. */
  readonly #passed = new Set<number>();
  readonly #took: number[] = [];
  #passedUnlisted = false;
  /** How many commits the branch had at the first look, and at the latest. */
  #firstCommits: number | undefined;
  #commits = -1;
  /** When the branch moved last, as far as this run has seen: epoch milliseconds. */
  #movedAt = 0;
  #ahead = 0;
  #at = 0;

  /** Must be called with every read. */
  saw({ ahead, unlisted, commits, at, took }: SeenQueue): void {
    this.#at = at;
    this.#took.push(took);
    if (commits !== this.#commits) this.#movedAt = at;
    this.#commits = commits;
    this.#firstCommits ??= commits;
    const listed = ahead.filter((run) => !this.#passed.has(run));
    // Which of them have committed is not known: each commit counts for one.
    const others = this.#passedUnlisted ? 0 : Math.max(0, unlisted - (commits - this.#firstCommits));
    this.#ahead = listed.length + others;
    // Those behind pass over more, and only after more time, so that they do not all go at once.
    if (at - this.#movedAt < this.#ahead * STILL * this.#request) return;
    for (const run of listed) this.#passed.add(run);
    this.#passedUnlisted = others > 0;
    this.#ahead = 0;
  }

  /** How many runs commit first. */
  get ahead(): number {
    return this.#ahead;
  }

  /** Whether it is this run's turn once the next commit is there. */
  get isNext(): boolean {
    return this.#ahead <= 1;
  }

  /** When to look again, in epoch milliseconds. The first two looks follow each other: one alone may have taken long. */
  get lookAt(): number {
    const wait = this.#took.length === 1 ? 0 : Math.max(0, this.#ahead - 1) * TURN * this.#request;
    // When many begin at once, all answers take long: half way, they tell better how long it will be.
    return this.#at + (this.#ahead > MANY ? wait / 2 : wait);
  }

  /**
   * When to look again after another commit came first, in epoch milliseconds: at once, and after further ones a little later,
   * in case two runs take it for their turn.
   * @param attempts how many writes have failed
   * @param random 0 to 1
   */
  afterMove(attempts: number, random: number): number {
    const widest = attempts <= 1 ? 0 : this.#request * Math.min(16, 2 ** (attempts - 1));
    return Date.now() + random * widest;
  }

  /** How long a request takes, in milliseconds: the shortest, since one alone may have taken long. */
  get #request(): number {
    return Math.max(1, Math.min(...this.#took));
  }
}

/** From how many on it is looked at half way. */
const MANY = 4;

/** The time from one commit to the next, in requests, less what a look that comes too late would waste. */
const TURN = 1.05;

/** For how many requests the branch has to stand still until whoever is first is passed over. */
const STILL = 4;

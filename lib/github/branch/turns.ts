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
 * committed, and looks again when that may be so. Who is next looks on and on, and so writes as soon as GitHub shows the
 * commit before. How long to wait follows from how long GitHub takes to answer and how fast the branch moves, so that
 * nothing is tuned to a latency and no clocks need to agree. Whoever is first and does not commit, while the branch stands
 * still for some requests, is passed over: it may be dead, or have nothing to write.
 *
 * 100 writers at once (`npm run bench -- burst`), whose requests take 200 ± 100, 1,000 ± 500 or 2,000 ± 1,000 ms: 1.0
 * writes and 7.0, 8.4 or 8.8 requests for each, in 1.8, 1.7 and 1.7 times the time of one write after the other. In a
 * simulation of the same, full jitter takes 4.4, 6.5 or 8.2 writes.
 */
export class Turns {
  /** The runs that were passed over. */
  readonly #passed = new Set<number>();
  #passedUnlisted = false;
  #first: SeenQueue | undefined;
  #latest: SeenQueue | undefined;
  /** When the branch moved last, as far as this run has seen: epoch milliseconds. */
  #movedAt = 0;
  /** How long a request takes, in milliseconds: the shortest, since one alone may have taken long. */
  #request = Number.POSITIVE_INFINITY;
  /** How long it takes from one commit to the next, in milliseconds. */
  #turn = 0;
  #ahead = 0;

  /** Must be called with every read. */
  saw(look: SeenQueue): void {
    const { ahead, unlisted, commits, at, took } = look;
    this.#first ??= look;
    this.#turn = turnOf(look, this.#latest);
    this.#request = Math.max(1, Math.min(this.#request, took));
    if (commits !== this.#latest?.commits) this.#movedAt = at;
    this.#latest = look;
    const listed = ahead.filter((run) => !this.#passed.has(run));
    // Which of them have committed is not known: each commit counts for one.
    const through = Math.max(0, commits - this.#first.commits);
    const others = this.#passedUnlisted ? 0 : Math.max(0, unlisted - through);
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

  /** Whether it may be this run's turn at the next look. */
  get isNear(): boolean {
    return this.#ahead <= 2;
  }

  /** When to look again, in epoch milliseconds. */
  get lookAt(): number {
    const { at = 0 } = this.#latest ?? {};
    const lookingFor = at - (this.#first?.at ?? at);
    const furthest = lookingFor === 0 ? Number.POSITIVE_INFINITY : AHEAD * lookingFor;
    return at + Math.min(furthest, Math.max(0, this.#ahead - NEXT) * this.#turn);
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
}

/**
 * How long it takes from one commit to the next, in milliseconds, and rather less: a look that comes too early costs a
 * request, one that comes too late keeps everybody waiting.
 * @param before the look before
 */
function turnOf(look: SeenQueue, before: SeenQueue | undefined): number {
  const byRequests = TURN * look.took;
  // When many begin at once, the first answers take far longer than all that follow.
  if (before === undefined) return Math.min(byRequests, SHORTEST_TURN_MS);
  const moves = look.commits - before.commits;
  return moves > 0 ? Math.min(byRequests, (EARLY * (look.at - before.at)) / moves) : byRequests;
}

/** The time from one commit to the next, in requests. */
const TURN = 1.2;

/** GitHub does not commit faster. */
const SHORTEST_TURN_MS = 250;

/** By which part of the time that the latest commits took is looked again. */
const EARLY = 0.8;

/** Whoever is next looks on and on, and the one behind it begins half a turn before it is. */
const NEXT = 1.5;

/** How many times as far ahead as it has been looking a run plans: what it has seen may pass. */
const AHEAD = 2;

/** For how many requests the branch has to stand still until whoever is first is passed over. */
const STILL = 4;

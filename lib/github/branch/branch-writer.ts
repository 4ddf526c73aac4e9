import type { Failure } from "../failure/failure.ts";
import type { GitHubRepository } from "../github-repository.ts";
import { nextAttempt, NotYet } from "../repeat.ts";
import { findCommit, type FoundCommit } from "./find-commit.ts";
import { isBehind } from "./is-behind.ts";
import { runTrailer } from "./queue.ts";
import { readBranch, type BranchFiles } from "./read-branch.ts";
import { Turns } from "./turns.ts";
import { writeCommit, type CommitContent, type LandedCommit } from "./write-commit.ts";

/** What to write, decided from the current files, and again whenever the branch has moved. */
export interface Decision<T> {
  readonly result: T;
  /** Absent if there is nothing to write. */
  readonly content?: CommitContent;
  /** By which this content's commit is known, where it depends on what was decided; otherwise the request's. */
  readonly markers?: readonly string[];
}

/** A branch's head, and files at it: a missing file is absent. */
export type SeenBranch = Pick<BranchFiles, "head" | "files">;

/** The branch as a decision sees it. */
export interface BranchView {
  /** The commit at which the files were read. */
  readonly head: string;
  /** The commit that an earlier attempt of this run made. */
  readonly earlier: FoundCommit | undefined;
}

export interface CommitRequest<T> {
  readonly branch: string;
  /** The files that the decision needs. */
  readonly paths: readonly string[];
  /**
   * The branch as it was read just now, with all of these files: the first attempt does not read it again. GitHub takes the
   * commit only if the branch has this head still.
   */
  readonly seen?: SeenBranch | undefined;
  /** May read more from GitHub at `head`; a failure there is retried like any other. */
  readonly decide: (
    files: ReadonlyMap<string, string>,
    view: BranchView,
  ) => Decision<T> | Promise<Decision<T>>;
  /** Lines of the commit message that no other commit has all of. */
  readonly markers: readonly string[];
  /** Whether an earlier attempt of this run may have written. */
  readonly isRepeated: boolean;
  /**
   * This workflow run's address, to queue behind other runs of the workflow, which know its commit by it; without it,
   * retries are spread at random.
   */
  readonly runUrl?: string | undefined;
}

export interface Committed<T> {
  readonly result: T;
  /** Absent if there was nothing to write. */
  readonly commit?: LandedCommit;
  /** The head of the branch that the result was decided on. */
  readonly head: string;
}

/** A write whose answer was lost. */
interface Unanswered<T> {
  readonly result: T;
  /** The head that the write was based on: it landed after that, or not at all. */
  readonly since: string;
  readonly markers: readonly string[];
}

/** One writer, with what it remembers from one attempt to the next. */
export class BranchWriter<T> {
  readonly #repository: GitHubRepository;
  readonly #request: CommitRequest<T>;
  readonly #classify: (error: unknown) => Failure | undefined;
  /** The latest write without an answer. It may still be on its way, so every read looks for it. */
  #unanswered: Unanswered<T> | undefined;
  #earlier: FoundCommit | undefined;
  /** The head up to which the search for an earlier attempt's commit has got. */
  #searched: string | undefined;
  #isFirstRead = true;
  /** Set where GitHub shows which runs are ahead. */
  #turns: Turns | undefined;
  #moves: Moves | undefined;
  /** The head that GitHub rejected as stale. */
  #overtaken: string | undefined;

  constructor(
    repository: GitHubRepository,
    request: CommitRequest<T>,
    classify: (error: unknown) => Failure | undefined,
  ) {
    this.#repository = repository;
    this.#request = request;
    this.#classify = classify;
  }

  /**
   * Reads, decides and writes, once.
   * @throws NotYet, or why it failed
   */
  async attempt(): Promise<Committed<T>> {
    const isFirst = this.#isFirstRead;
    const { head, files } = await this.#read();
    const landed = await this.#findUnanswered(head);
    if (landed !== undefined) return landed;
    // What has nothing to write need not wait to find that out, and need not find it out at each look.
    if (!isFirst) this.#leaveToOthers();
    const earlier = await this.#findEarlier(head);
    const { result, content, markers } = await this.#request.decide(files, { head, earlier });
    if (content === undefined) return { result, head, ...(earlier !== undefined && { commit: earlier }) };
    if (head === this.#overtaken) throw new NotYet("GitHub still shows the old branch");
    this.#leaveToOthers();
    return { result, commit: await this.#write(head, { result, content, markers }), head };
  }

  /** When to try again, in epoch milliseconds. */
  next(failure: Failure | undefined, attempts: number): number {
    if (failure?.code === "moved" && this.#turns !== undefined)
      return this.#turns.afterMove(attempts, Math.random());
    return nextAttempt(failure, attempts);
  }

  /**
   * Until when to go on, in epoch milliseconds: as long after the branch has moved last as there was time at first, since
   * the queue gets shorter with each commit.
   * @param deadline the first
   */
  deadline(deadline: number): number {
    const { firstAt, lastAt } = this.#moves ?? { firstAt: 0, lastAt: 0 };
    return deadline + lastAt - firstAt;
  }

  /** @throws NotYet while other runs commit first */
  #leaveToOthers(): void {
    const turns = this.#turns;
    if (turns === undefined || turns.ahead === 0) return;
    throw new NotYet(
      turns.ahead === 1 ? "another run commits first" : `${turns.ahead} other runs commit first`,
      turns.lookAt,
    );
  }

  async #read(): Promise<SeenBranch> {
    const { branch, paths, runUrl, seen } = this.#request;
    const isFirst = this.#isFirstRead;
    this.#isFirstRead = false;
    if (isFirst && seen !== undefined) return seen;
    const start = Date.now();
    // Files are read once it may be this run's turn: they may be large.
    const isFar = this.#turns?.isNear === false;
    const state = await readBranch(this.#repository, {
      branch,
      paths: isFar ? [] : paths,
      runUrl: isFirst || this.#turns !== undefined ? runUrl : undefined,
    });
    this.#saw(state, start);
    // Its turn came sooner than expected.
    return isFar && this.#turns?.ahead === 0 ? this.#read() : state;
  }

  #saw({ commits, queue }: BranchFiles, start: number): void {
    const at = Date.now();
    const { firstAt = at, lastAt = at, commits: before = commits } = this.#moves ?? {};
    this.#moves = { commits, firstAt, lastAt: commits === before ? lastAt : at };
    if (queue === undefined) return;
    this.#turns ??= new Turns();
    this.#turns.saw({ ...queue, commits, at, took: at - start });
  }

  async #write(
    head: string,
    {
      result,
      content,
      markers = this.#request.markers,
    }: {
      readonly result: T;
      readonly content: CommitContent;
      readonly markers: readonly string[] | undefined;
    },
  ): Promise<LandedCommit> {
    const { branch, runUrl } = this.#request;
    const body = runUrl === undefined ? content.body : `${content.body}\n${runTrailer(runUrl)}`;
    try {
      return await writeCommit(this.#repository, { branch, expectedHead: head }, { ...content, body });
    } catch (error) {
      const code = this.#classify(error)?.code;
      if (code === "transient")
        this.#unanswered = { result, markers, since: this.#unanswered?.since ?? head };
      if (code === "moved") this.#overtaken = head;
      throw error;
    }
  }

  /** @throws NotYet where GitHub shows the branch as it was before that write: nothing must be decided on it */
  async #findUnanswered(head: string): Promise<Committed<T> | undefined> {
    if (this.#unanswered === undefined) return undefined;
    const { result, since, markers } = this.#unanswered;
    const commit = await findCommit(this.#repository, { head, markers, until: since });
    if (commit !== undefined) return { result, commit, head };
    if (await isBehind(this.#repository, head, since)) throw new NotYet("GitHub still shows the old branch");
    return undefined;
  }

  /** Searches each commit once; only a read that lags behind can have hidden the newest. */
  async #findEarlier(head: string): Promise<FoundCommit | undefined> {
    if (!this.#request.isRepeated) return undefined;
    if (this.#earlier === undefined && this.#searched !== head) {
      const { markers } = this.#request;
      this.#earlier = await findCommit(this.#repository, { head, markers, until: this.#searched });
      this.#searched = head;
    }
    return this.#earlier;
  }
}

/** How the branch has moved, as far as it was seen. Times are epoch milliseconds. */
interface Moves {
  readonly commits: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

import type { Failure } from "../failure/failure.ts";
import type { GitHubRepository } from "../github-repository.ts";
import { nextAttempt, NotYet } from "../repeat.ts";
import { findCommit, type FoundCommit } from "./find-commit.ts";
import { readBranch, type BranchFiles } from "./read-branch.ts";
import { writeCommit, type CommitContent, type LandedCommit } from "./write-commit.ts";
import { WriteSlots } from "./write-slots.ts";

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
   * This workflow run's address, to queue behind other runs of the workflow; without it, retries are spread at random.
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
  /** Epoch milliseconds of the latest write. */
  #wroteAt = 0;
  #slots: WriteSlots | undefined;
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
    const { head, files, turn } = await this.#read();
    const landed = await this.#findUnanswered(head);
    if (landed !== undefined) return landed;
    const earlier = await this.#findEarlier(head);
    const { result, content, markers } = await this.#request.decide(files, { head, earlier });
    if (content === undefined) return { result, head, ...(earlier !== undefined && { commit: earlier }) };
    if (head === this.#overtaken) throw new NotYet("GitHub still shows the old branch");
    if (turn > Date.now()) throw new NotYet("other runs commit first", turn);
    return { result, commit: await this.#write(head, { result, content, markers }), head };
  }

  /** When to try again, in epoch milliseconds. */
  next(failure: Failure | undefined, attempts: number): number {
    const now = Date.now();
    const from = failure?.code === "rate-limit" ? failure.until : now;
    const hasCompany = failure?.code === "rate-limit" || failure?.code === "moved";
    if (hasCompany && this.#slots !== undefined) return this.#slots.turnAfter(from, now - this.#wroteAt);
    return nextAttempt(failure, attempts);
  }

  /** @returns with the branch, until when to leave it to other writers */
  async #read(): Promise<SeenBranch & { readonly turn: number }> {
    const { branch, paths, runUrl, seen } = this.#request;
    if (this.#isFirstRead && seen !== undefined) {
      this.#isFirstRead = false;
      return { ...seen, turn: 0 };
    }
    const state = await readBranch(this.#repository, {
      branch,
      paths,
      runUrl: this.#isFirstRead ? runUrl : undefined,
      isUrgent: this.#slots !== undefined,
    });
    return { ...state, turn: this.#turnAt(state) };
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
    this.#wroteAt = Date.now();
    try {
      return await writeCommit(
        this.#repository,
        { branch: this.#request.branch, expectedHead: head },
        content,
      );
    } catch (error) {
      const code = this.#classify(error)?.code;
      if (code === "transient")
        this.#unanswered = { result, markers, since: this.#unanswered?.since ?? head };
      if (code === "moved") this.#overtaken = head;
      throw error;
    }
  }

  async #findUnanswered(head: string): Promise<Committed<T> | undefined> {
    if (this.#unanswered === undefined) return undefined;
    const { result, since, markers } = this.#unanswered;
    const commit = await findCommit(this.#repository, { head, markers, until: since });
    return commit && { result, commit, head };
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

  /** Until when to leave the branch to other writers, in epoch milliseconds. */
  #turnAt({ commits, queue }: BranchFiles): number {
    const snapshot = { commits, at: Date.now() };
    if (this.#isFirstRead) {
      this.#isFirstRead = false;
      this.#slots = queue && queue.length > 1 ? new WriteSlots(queue, snapshot) : undefined;
      return this.#slots?.firstTurn ?? 0;
    }
    this.#slots?.saw(snapshot);
    return 0;
  }
}

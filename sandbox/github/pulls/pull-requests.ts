import type { PullRequest } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";

type Opened = Pick<PullRequest, "title" | "body" | "labels" | "author" | "head" | "base" | "mergeCommitSha">;

/** The pull requests of all repositories, kept in memory. */
export class PullRequests {
  readonly #clock: () => Date;
  readonly #lists = new Map<number, PullRequest[]>();

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** Newest first. */
  list(repositoryId: number): readonly PullRequest[] {
    return this.#of(repositoryId).toReversed();
  }

  find(repositoryId: number, number: number): PullRequest | undefined {
    return this.#of(repositoryId)[number - 1];
  }

  /** The number that the next one gets. */
  nextNumber(repositoryId: number): number {
    return this.#of(repositoryId).length + 1;
  }

  open({ info }: StoredRepository, request: Opened): PullRequest {
    const now = this.#clock();
    const number = this.nextNumber(info.id);
    const opened: PullRequest = {
      ...request,
      number,
      state: "open",
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      mergedAt: null,
      mergedBy: null,
      htmlUrl: `${info.htmlUrl}/pull/${number}`,
    };
    this.#of(info.id).push(opened);
    return opened;
  }

  update(repositoryId: number, number: number, change: Partial<PullRequest>): PullRequest {
    const known = this.find(repositoryId, number);
    if (known === undefined) throw new Error(`there is no pull request ${number}`);
    const changed = { ...known, ...change, updatedAt: this.#clock() };
    this.#of(repositoryId)[number - 1] = changed;
    return changed;
  }

  #of(repositoryId: number): PullRequest[] {
    const known = this.#lists.get(repositoryId);
    if (known !== undefined) return known;
    const list: PullRequest[] = [];
    this.#lists.set(repositoryId, list);
    return list;
  }
}

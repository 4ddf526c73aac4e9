import type { CommitStatus } from "./model.ts";

/** The statuses of all commits, kept in memory. */
export class CommitStatuses {
  readonly #clock: () => Date;
  readonly #lists = new Map<string, CommitStatus[]>();
  #lastId = 31_000_000_000;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  add(repositoryId: number, status: Omit<CommitStatus, "id" | "createdAt">): CommitStatus {
    const key = keyOf(repositoryId, status.sha);
    const list = this.#lists.get(key) ?? [];
    this.#lists.set(key, list);
    const added = { ...status, id: ++this.#lastId, createdAt: this.#clock() };
    list.push(added);
    return added;
  }

  /** All of a commit, newest first. */
  list(repositoryId: number, sha: string): readonly CommitStatus[] {
    return (this.#lists.get(keyOf(repositoryId, sha)) ?? []).toReversed();
  }

  /** All of one context of a commit. Contexts are equal whatever their case. */
  ofContext(repositoryId: number, sha: string, context: string): readonly CommitStatus[] {
    return this.list(repositoryId, sha).filter((status) => sameContext(status.context, context));
  }

  /** The newest of each context: what holds for the commit. */
  latest(repositoryId: number, sha: string): readonly CommitStatus[] {
    const newest = new Map<string, CommitStatus>();
    for (const status of this.#lists.get(keyOf(repositoryId, sha)) ?? []) {
      newest.set(status.context.toLowerCase(), status);
    }
    return [...newest.values()];
  }
}

export const sameContext = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** One state for all contexts: GitHub's combined state. */
export function combinedState(latest: readonly CommitStatus[]): "failure" | "pending" | "success" {
  if (latest.some(({ state }) => state === "error" || state === "failure")) return "failure";
  return latest.length > 0 && latest.every(({ state }) => state === "success") ? "success" : "pending";
}

const keyOf = (repositoryId: number, sha: string): string => `${repositoryId}:${sha}`;

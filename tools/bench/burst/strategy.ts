import type { GitHub, Repository } from "@release-channels/sandbox";

/** One release to be written: each of a burst has a container of its own. */
export interface PlannedRelease {
  /** From 0. */
  readonly index: number;
  readonly container: string;
  readonly channel: string;
  readonly image: string;
}

/** Where a burst happens. */
export interface Arena {
  readonly github: GitHub;
  readonly repository: Repository;
  /** Of a job: all writers act as github-actions[bot], and share its limits. */
  readonly token: string;
  /** For clones and the like. */
  readonly directory: string;
}

/** Writes one release as a process of its own; how it ends shows in the repository. */
export type Writer = () => Promise<void>;

/** One way to let many jobs write one file. */
export interface Strategy {
  readonly name: string;
  /** Everything that a job has behind it when it starts to write: its checkout, its edit. */
  prepare(arena: Arena, releases: readonly PlannedRelease[]): Promise<readonly Writer[]>;
  /** How many of them start at once: all unless told. */
  readonly startsAtOnce?: number;
}

import type { GitHub, Repository } from "@release-channels/sandbox";

/** One release to write; each in a burst has its own container. */
export interface PlannedRelease {
  /** From 0. */
  readonly index: number;
  readonly container: string;
  readonly channel: string;
  readonly image: string;
}

/** The environment of a burst. */
export interface Arena {
  readonly github: GitHub;
  readonly repository: Repository;
  /** Of a job: all writers act as github-actions[bot], and share its limits. */
  readonly token: string;
  /** For clones and the like. */
  readonly directory: string;
}

/** Writes one release in its own process; the repository shows the result. */
export type Writer = () => Promise<void>;

/** A way for many jobs to write one file. */
export interface Strategy {
  readonly name: string;
  /** Prepares what a job has when it starts to write: its checkout, its edit. */
  prepare(arena: Arena, releases: readonly PlannedRelease[]): Promise<readonly Writer[]>;
  /** How many start at once; by default, all. */
  readonly startsAtOnce?: number;
}

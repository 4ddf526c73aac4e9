import type { GitHub, Repository } from "@release-channels/sandbox";
import type { Told } from "./invariants.ts";
import type { Delivery } from "./plan.ts";

/** Who writes the release repository: jobs of workflows, deploy servers, or both side by side. */
export const WRITERS = ["actions", "server", "both"] as const;
export type WriterName = (typeof WRITERS)[number];

/** A release repository, and how a build's release gets there. */
export interface ChaosArena {
  readonly github: GitHub;
  readonly repository: Repository;
  /** The commit on which the first release is written. */
  readonly start: string;
  /** How many deliveries are under way at a time. */
  readonly atOnce: number;
  readonly deliver: (delivery: Delivery) => Promise<Told>;
  /** What was done so far, once nothing is under way any more. */
  readonly end: () => Promise<Ended>;
  readonly close: () => Promise<void>;
}

/** What an arena has to tell at the end. */
export interface Ended {
  /** For the printed row. */
  readonly figures: Readonly<Record<string, number>>;
  /** What is wrong beside the history, in words. */
  readonly broken: readonly string[];
}

/** How an arena is made. */
export interface ArenaOptions {
  readonly directory: string;
  readonly seed: number;
  readonly deliveries: readonly Delivery[];
  readonly tell: (line: string) => void;
}

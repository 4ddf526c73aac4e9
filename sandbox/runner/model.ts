import type { GitHub } from "../github/model.ts";
import type { StopTimes } from "./job/process.ts";
import type { Progress, RunRecord } from "./records.ts";

export interface RunnerOptions {
  readonly github: GitHub;
  /** Everything the runner writes is below it. */
  readonly directory: string;
  /** How many jobs run at once, 2 unless told. */
  readonly concurrency?: number;
  /** Variables that the machine gives every step, beside PATH, HOME and the runner's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The directory that stands for a container registry; `<directory>/registry` unless told. */
  readonly registry?: string;
  /** In ms; GitHub's 7,500, 2,500 and 300,000 unless told. */
  readonly stopTimes?: StopTimes;
  /** How long a minute of `timeout-minutes` is, in ms: GitHub counts whole minutes only. */
  readonly minute?: number;
  /** Leave each job's directory where it is, to look at it. */
  readonly keepWorkspaces?: boolean;
}

export interface Runner {
  /** Every finished attempt, the oldest first. */
  readonly runs: readonly RunRecord[];
  /** The directory that stands for a container registry. */
  readonly registry: string;
  /**
   * Waits until there is nothing left to do.
   * @throws what the sandbox itself could not do since the last call: an unknown feature, an internal error
   */
  idle(): Promise<void>;
  /**
   * Waits for a finished run, for as long as it takes: who waits knows better than a clock how busy the machine is.
   * @throws like idle(), and when the runner is closed meanwhile
   */
  waitFor(predicate: (record: RunRecord) => boolean): Promise<RunRecord>;
  /** Beside those that were stored over REST. @param repository full name: `acme/my-app` */
  setSecret(repository: string, name: string, value: string): void;
  /** A configuration variable, `vars.<name>`. */
  setVariable(repository: string, name: string, value: string): void;
  /** Returns how to stop listening. */
  onProgress(listener: (progress: Progress) => void): () => void;
  cancel(runId: number): void;
  /** Same run id, next attempt. */
  rerun(runId: number): void;
  /** Cancels what runs and stops listening. */
  close(): Promise<void>;
}

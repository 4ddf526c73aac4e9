import type { GitHub } from "../github/model.ts";
import type { StopTimes } from "./job/process.ts";
import type { Progress, RunRecord } from "./records.ts";

export interface RunnerOptions {
  readonly github: GitHub;
  /** The runner writes everything below it. */
  readonly directory: string;
  /** How many jobs run at once; defaults to 2. */
  readonly concurrency?: number;
  /** Variables that the machine gives every step, in addition to PATH, HOME and the runner's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The directory that stands for a container registry; defaults to `<directory>/registry`. */
  readonly registry?: string;
  /** In ms; defaults to GitHub's 7,500, 2,500 and 300,000. */
  readonly stopTimes?: StopTimes;
  /** How long a minute of `timeout-minutes` is, in ms: GitHub counts whole minutes only. */
  readonly minute?: number;
  /** Keep each job's directory for inspection. */
  readonly keepWorkspaces?: boolean;
}

export interface Runner {
  /** Every finished attempt, the oldest first. */
  readonly runs: readonly RunRecord[];
  /** The directory that stands for a container registry. */
  readonly registry: string;
  /**
   * Waits until nothing is left to do.
   * @throws what the sandbox itself could not do since the last call: an unknown feature, an internal error
   */
  idle(): Promise<void>;
  /**
   * Waits for a finished run, for as long as it takes: no clock knows how busy the machine is.
   * @throws like idle(), and if the runner is closed meanwhile
   */
  waitFor(predicate: (record: RunRecord) => boolean): Promise<RunRecord>;
  /** As if it had been stored over REST. @param repository full name: `acme/my-app` */
  setSecret(repository: string, name: string, value: string): void;
  /** A configuration variable, `vars.<name>`. */
  setVariable(repository: string, name: string, value: string): void;
  /** Returns a function that stops listening. */
  onProgress(listener: (progress: Progress) => void): () => void;
  cancel(runId: number): void;
  /** Same run id, next attempt. */
  rerun(runId: number): void;
  /** Cancels what runs and stops listening. */
  close(): Promise<void>;
}

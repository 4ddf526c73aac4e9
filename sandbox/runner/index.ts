import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { GitHub, Repository } from "../github/model.ts";
import { ActionStore } from "./actions/store.ts";
import type { Machine } from "./job/facts.ts";
import type { StopTimes } from "./job/process.ts";
import type { Progress, RunRecord } from "./records.ts";
import { SandboxRunner } from "./runner.ts";

export type { Annotation, JobRecord, Progress, RunRecord, StepRecord } from "./records.ts";
export { InvalidFileError, UnsupportedError } from "./errors.ts";

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
  /** Waits for a finished run. @throws like idle(), and after `timeoutMs` (60,000 unless told) */
  waitFor(predicate: (record: RunRecord) => boolean, timeoutMs?: number): Promise<RunRecord>;
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

const standIns = fileURLToPath(new URL("../stand-ins", import.meta.url));
const gitHubStopTimes: StopTimes = { interrupt: 7_500, terminate: 2_500, cancel: 300_000 };

/** Starts a runner that does for a sandbox GitHub what GitHub Actions does for the real one. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { github } = options;
  const directory = resolve(options.directory);
  const registry = resolve(options.registry ?? join(directory, "registry"));
  await mkdir(registry, { recursive: true });
  // GitHub's setting "Access": "allowed only from private repositories" of the same owner.
  const isShared = (used: Repository, user: Repository): boolean =>
    !used.private ||
    used.id === user.id ||
    (user.private && used.owner === user.owner && github.settings(used.fullName).accessLevel !== "none");
  const machine: Machine = {
    github,
    directory,
    actions: new ActionStore(github, join(directory, "actions"), standIns, isShared),
    isShared,
    registry,
    environment: options.environment ?? {},
    stopTimes: options.stopTimes ?? gitHubStopTimes,
    minute: options.minute ?? 60_000,
    keepWorkspaces: options.keepWorkspaces ?? false,
  };
  return new SandboxRunner(machine, options.concurrency ?? 2);
}

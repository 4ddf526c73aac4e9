import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { GitHub, WorkflowEvent, WorkflowRun } from "../github/model.ts";
import { ActionStore } from "./actions/store.ts";
import { InvalidFileError, messageOf } from "./errors.ts";
import type { Machine } from "./job/facts.ts";
import type { StopTimes } from "./job/process.ts";
import type { Progress, RunRecord } from "./records.ts";
import { runAttempt, type StartableRun } from "./run/attempt.ts";
import { ConcurrencyGroups } from "./run/concurrency.ts";
import { startRuns } from "./run/events.ts";
import { Pool } from "./run/pool.ts";
import type { Engine } from "./run/scope.ts";
import { workflowRunEvent } from "./run/workflow-run-event.ts";
import { WorkflowLoader } from "./workflow/load.ts";
import { Work } from "./work.ts";

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
  /** In ms; GitHub's 7,500 and 2,500 unless told. */
  readonly stopTimes?: StopTimes;
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
  /** @param repository full name: `acme/my-app` */
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
const gitHubStopTimes: StopTimes = { interrupt: 7_500, terminate: 2_500 };

/** Starts a runner that does for a sandbox GitHub what GitHub Actions does for the real one. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { github } = options;
  const directory = resolve(options.directory);
  const registry = resolve(options.registry ?? join(directory, "registry"));
  await mkdir(registry, { recursive: true });
  const machine: Machine = {
    github,
    directory,
    actions: new ActionStore(github, join(directory, "actions"), standIns),
    registry,
    environment: options.environment ?? {},
    stopTimes: options.stopTimes ?? gitHubStopTimes,
    keepWorkspaces: options.keepWorkspaces ?? false,
  };
  return new SandboxRunner(machine, options.concurrency ?? 2);
}

class SandboxRunner implements Runner {
  readonly runs: RunRecord[] = [];
  readonly registry: string;
  readonly #github: GitHub;
  readonly #engine: Engine;
  readonly #loader = new WorkflowLoader();
  readonly #work = new Work();
  readonly #secrets = new Map<string, Record<string, string>>();
  readonly #variables = new Map<string, Record<string, string>>();
  readonly #listeners = new Set<(progress: Progress) => void>();
  readonly #startable = new Map<number, StartableRun>();
  readonly #active = new Map<number, AbortController>();
  readonly #unsubscribe: readonly (() => void)[];

  constructor(machine: Machine, concurrency: number) {
    this.registry = machine.registry;
    this.#github = machine.github;
    this.#engine = {
      machine,
      pool: new Pool(concurrency),
      groups: new ConcurrencyGroups(),
      secretsOf: (repository) => ({ ...this.#secrets.get(repository.toLowerCase()) }),
      variablesOf: (repository) => ({ ...this.#variables.get(repository.toLowerCase()) }),
      progress: (event, runId) => {
        const run = this.#github.runs.get(runId);
        if (run !== undefined) this.#tell({ ...event, at: new Date(), run });
      },
    };
    this.#unsubscribe = [
      machine.github.onEvent((event) => this.#work.add(this.#take(event))),
      machine.github.onRunRequest(({ kind, run }) => {
        if (kind === "cancel") this.cancel(run.id);
        else this.rerun(run.id);
      }),
    ];
  }

  async idle(): Promise<void> {
    await this.#work.idle();
  }

  async waitFor(predicate: (record: RunRecord) => boolean, timeoutMs = 60_000): Promise<RunRecord> {
    const describe = (): string =>
      `no such run within ${timeoutMs} ms; finished: ${this.runs.map(({ run }) => `${run.displayTitle} (${run.conclusion})`).join(", ") || "none"}`;
    return await this.#work.until(() => this.runs.find((record) => predicate(record)), timeoutMs, describe);
  }

  setSecret(repository: string, name: string, value: string): void {
    const key = repository.toLowerCase();
    this.#secrets.set(key, { ...this.#secrets.get(key), [name.toUpperCase()]: value });
  }

  setVariable(repository: string, name: string, value: string): void {
    const key = repository.toLowerCase();
    this.#variables.set(key, { ...this.#variables.get(key), [name.toUpperCase()]: value });
  }

  onProgress(listener: (progress: Progress) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  cancel(runId: number): void {
    this.#active.get(runId)?.abort();
  }

  rerun(runId: number): void {
    const startable = this.#startable.get(runId);
    if (startable === undefined) throw new Error(`run ${runId} was not started by this runner`);
    if (this.#active.has(runId)) throw new Error(`run ${runId} is not completed yet`);
    const run = this.#github.runs.restart(runId);
    this.#start({ ...startable, run });
  }

  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const stop of this.#active.values()) stop.abort();
    await this.#work.idle();
  }

  async #take(event: WorkflowEvent): Promise<void> {
    const variables = this.#engine.variablesOf(event.repository.fullName);
    const { runs, refused } = await startRuns(event, this.#github, this.#loader, variables);
    for (const startable of runs) this.#start(startable);
    for (const { run, error } of refused) {
      const startedAt = new Date();
      const failed = this.#github.runs.update(run.id, { status: "completed", conclusion: "failure" });
      const annotations = [{ level: "error" as const, message: messageOf(error) }];
      this.#finish({ run: failed, jobs: [], annotations, startedAt, finishedAt: startedAt });
      if (!(error instanceof InvalidFileError)) this.#work.fail(error);
    }
  }

  #start(startable: StartableRun): void {
    const { run } = startable;
    this.#startable.set(run.id, startable);
    const stop = new AbortController();
    this.#active.set(run.id, stop);
    this.#engine.progress({ kind: "run-queued" }, run.id);
    this.#announce(run, "requested");
    const attempt = { engine: this.#engine, loader: this.#loader, startable, stop, changed: this.#changed };
    const work = async (): Promise<void> => {
      const { record, problems } = await runAttempt(attempt);
      this.#active.delete(run.id);
      this.#finish(record);
      for (const problem of problems) this.#work.fail(problem);
    };
    this.#work.add(work());
  }

  readonly #changed = (run: WorkflowRun): void => {
    const kind = run.status === "pending" ? "run-pending" : "run-started";
    this.#engine.progress({ kind }, run.id);
    if (run.status === "in_progress") this.#announce(run, "in_progress");
  };

  #finish(record: RunRecord): void {
    this.runs.push(record);
    this.#engine.progress({ kind: "run-finished", record }, record.run.id);
    this.#announce(record.run, "completed");
    this.#work.changed();
  }

  /** Tells the workflows that listen for other workflows. */
  #announce(run: WorkflowRun, action: "requested" | "in_progress" | "completed"): void {
    const work = async (): Promise<void> => {
      const event = await workflowRunEvent(run, action);
      if (event !== undefined) await this.#take(event);
    };
    this.#work.add(work());
  }

  #tell(progress: Progress): void {
    for (const listener of this.#listeners) listener(progress);
  }
}

import type { GitHub, WorkflowEvent, WorkflowRun } from "../github/model.ts";
import { InvalidFileError, messageOf } from "./errors.ts";
import type { Machine } from "./job/facts.ts";
import type { Runner } from "./model.ts";
import type { Progress, RunRecord } from "./records.ts";
import { runAttempt, type StartableRun } from "./run/attempt.ts";
import { ConcurrencyGroups } from "./run/concurrency.ts";
import { environmentSecrets } from "./run/environment-secrets.ts";
import { startRuns } from "./run/events.ts";
import { Pool } from "./run/pool.ts";
import type { Engine } from "./run/scope.ts";
import { workflowRunEvent } from "./run/workflow-run-event.ts";
import { keep, valuesOf } from "./settings.ts";
import { Work } from "./work.ts";
import { WorkflowLoader } from "./workflow/load.ts";

/** GitHub lets `workflow_run` start workflows one after the other this often. */
const LONGEST_CHAIN = 3;

/** The runner itself: takes events, starts runs, keeps what became of them. */
export class SandboxRunner implements Runner {
  readonly runs: RunRecord[] = [];
  readonly registry: string;
  readonly #github: GitHub;
  readonly #engine: Engine;
  readonly #loader = new WorkflowLoader();
  readonly #work = new Work();
  readonly #listeners = new Set<(progress: Progress) => void>();
  readonly #startable = new Map<number, StartableRun>();
  readonly #active = new Map<number, AbortController>();
  /** How many `workflow_run` events led to a run. */
  readonly #chain = new Map<number, number>();
  readonly #unsubscribe: readonly (() => void)[];

  constructor(machine: Machine, concurrency: number) {
    this.registry = machine.registry;
    this.#github = machine.github;
    this.#engine = {
      machine,
      pool: new Pool(concurrency),
      groups: new ConcurrencyGroups(),
      secretsOf: (repository) => {
        const { sharedSecrets, secrets } = this.#github.settings(repository);
        return { ...valuesOf(sharedSecrets), ...valuesOf(secrets) };
      },
      environmentSecretsOf: (repository, environment, ref) =>
        environmentSecrets(this.#github.settings(repository), environment, ref),
      variablesOf: (repository) => {
        const { sharedVariables, variables } = this.#github.settings(repository);
        return { ...valuesOf(sharedVariables), ...valuesOf(variables) };
      },
      progress: (event, runId) => {
        const run = this.#github.runs.get(runId);
        if (run !== undefined) this.#tell({ ...event, at: new Date(), run });
      },
    };
    this.#unsubscribe = [
      machine.github.onEvent((event) => this.#work.add(this.#take(event, 0))),
      machine.github.onRunRequest(({ kind, run }) => {
        // What goes wrong here is not the fault of whoever asked over REST.
        this.#work.add(
          Promise.resolve().then(() => (kind === "cancel" ? this.cancel(run.id) : this.rerun(run.id))),
        );
      }),
    ];
  }

  async idle(): Promise<void> {
    await this.#work.idle();
  }

  async waitFor(predicate: (record: RunRecord) => boolean): Promise<RunRecord> {
    return await this.#work.until(() => this.runs.find((record) => predicate(record)));
  }

  setSecret(repository: string, name: string, value: string): void {
    keep(this.#github.settings(repository).secrets, name, value);
  }

  setVariable(repository: string, name: string, value: string): void {
    keep(this.#github.settings(repository).variables, name, value);
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
    const finished = this.runs.map(({ run }) => `${run.displayTitle} (${run.conclusion})`).join(", ");
    this.#work.close(`the runner was closed before such a run came; finished: ${finished || "none"}`);
    await this.#work.idle();
  }

  async #take(event: WorkflowEvent, chain: number): Promise<void> {
    const variables = this.#engine.variablesOf(event.repository.fullName);
    const { runs, refused } = await startRuns(event, this.#github, this.#loader, variables);
    for (const startable of runs) {
      this.#chain.set(startable.run.id, chain);
      this.#start(startable);
    }
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
    const chain = (this.#chain.get(run.id) ?? 0) + 1;
    if (chain > LONGEST_CHAIN) return;
    const work = async (): Promise<void> => {
      const event = await workflowRunEvent(this.#github, run, action);
      if (event !== undefined) await this.#take(event, chain);
    };
    this.#work.add(work());
  }

  #tell(progress: Progress): void {
    for (const listener of this.#listeners) listener(progress);
  }
}

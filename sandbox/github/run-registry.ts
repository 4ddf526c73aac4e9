import { Listeners } from "../http/listeners.ts";
import type { Conclusion, Repository, RunJob, Runs, RunStatus, TimedJob, WorkflowRun } from "./model.ts";

/** What webhooks hear of a run. */
export interface RunChange {
  readonly run: WorkflowRun;
  readonly action: "requested" | "in_progress" | "completed";
}

const ACTIONS: Readonly<Partial<Record<RunStatus, RunChange["action"]>>> = {
  queued: "requested",
  in_progress: "in_progress",
  completed: "completed",
};

/** Workflow runs, kept in memory. */
export class RunRegistry implements Runs {
  /** Each step of each run, as webhooks hear of it. */
  readonly changes = new Listeners<RunChange>();
  readonly #clock: () => Date;
  readonly #runs = new Map<number, WorkflowRun>();
  readonly #jobs = new Map<number, readonly TimedJob[]>();
  readonly #counters = new Map<string, number>();

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  create(run: Parameters<Runs["create"]>[0]): WorkflowRun {
    const { repository } = run.event;
    const workflow = `${repository.id}:${run.workflowPath}`;
    const runNumber = (this.#counters.get(workflow) ?? 0) + 1;
    this.#counters.set(workflow, runNumber);
    const id = 9_000_000_001 + this.#runs.size;
    const now = this.#clock();
    return this.#save({
      ...run,
      id,
      runNumber,
      runAttempt: 1,
      repository,
      triggeringActor: run.event.actor,
      status: "queued",
      conclusion: null,
      htmlUrl: `${repository.htmlUrl}/actions/runs/${id}`,
      createdAt: now,
      updatedAt: now,
    });
  }

  update(
    id: number,
    change: { readonly status?: RunStatus; readonly conclusion?: Conclusion | null },
  ): WorkflowRun {
    return this.#save({ ...this.#existing(id), ...change, updatedAt: this.#clock() });
  }

  addJob(id: number, job: RunJob): number {
    const before = this.jobs(id);
    this.#jobs.set(id, [...before, this.#timed(job, this.#clock())]);
    return before.length;
  }

  updateJob(id: number, place: number, job: RunJob): void {
    const known = this.jobs(id)[place];
    if (known === undefined) throw new Error(`run ${id} has no job ${place}`);
    this.#jobs.set(id, this.jobs(id).with(place, this.#timed(job, known.startedAt)));
  }

  jobs(id: number): readonly TimedJob[] {
    return this.#jobs.get(id) ?? [];
  }

  restart(id: number, by?: string): WorkflowRun {
    const run = this.#existing(id);
    this.#jobs.delete(id);
    return this.#save({
      ...run,
      runAttempt: run.runAttempt + 1,
      triggeringActor: by ?? run.triggeringActor,
      status: "queued",
      conclusion: null,
      updatedAt: this.#clock(),
    });
  }

  get(id: number): WorkflowRun | undefined {
    return this.#runs.get(id);
  }

  list(repository: string): readonly WorkflowRun[] {
    return [...this.#runs.values()].filter((run) => isOf(run.repository, repository)).toReversed();
  }

  #existing(id: number): WorkflowRun {
    const run = this.#runs.get(id);
    if (run === undefined) throw new Error(`there is no run ${id}`);
    return run;
  }

  #timed(job: RunJob, startedAt: Date): TimedJob {
    return { ...job, startedAt, completedAt: job.result === null ? null : this.#clock() };
  }

  #save(run: WorkflowRun): WorkflowRun {
    const before = this.#runs.get(run.id);
    this.#runs.set(run.id, run);
    const action = ACTIONS[run.status];
    const isNews = before?.status !== run.status || before.runAttempt !== run.runAttempt;
    if (action !== undefined && isNews) this.changes.tell({ run, action });
    return run;
  }
}

const isOf = (repository: Repository, fullName: string): boolean =>
  repository.fullName.toLowerCase() === fullName.toLowerCase();

import type { Repository } from "./model-repositories.ts";

/** The part of the vocabulary (model.ts) about workflows: events, runs, and the identity that a job can prove. */

/** An event as workflows see it, before workflows that listen for it are looked up. */
export interface WorkflowEvent {
  /** `push`, `repository_dispatch`, `workflow_dispatch`, `pull_request`, … */
  readonly name: string;
  readonly repository: Repository;
  /** Fully qualified, GITHUB_REF: `refs/heads/main`. */
  readonly ref: string;
  /** GITHUB_SHA: 40 hex. */
  readonly sha: string;
  readonly actor: string;
  /** The webhook's body: what GITHUB_EVENT_PATH holds. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Only this workflow file (`.github/workflows/x.yml`): set for workflow_dispatch and schedule. */
  readonly workflowPath?: string;
}

export type RunStatus = "queued" | "pending" | "in_progress" | "completed";
export type Conclusion = "success" | "failure" | "cancelled" | "skipped";

export interface WorkflowRun {
  readonly id: number;
  readonly runNumber: number;
  readonly runAttempt: number;
  readonly repository: Repository;
  /** `.github/workflows/update-database.yml` */
  readonly workflowPath: string;
  readonly workflowName: string;
  readonly displayTitle: string;
  readonly event: WorkflowEvent;
  /** Who has started this attempt: of a re-run, not who caused the event. */
  readonly triggeringActor: string;
  readonly status: RunStatus;
  readonly conclusion: Conclusion | null;
  readonly htmlUrl: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A step of a job that has begun. */
export interface RunStep {
  readonly name: string;
  /** Null while it runs. */
  readonly conclusion: Conclusion | null;
  /** Masked. */
  readonly log: string;
}

/** What a step told the runner about a place in a file, or about the job. */
export interface RunAnnotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
}

/** A job of a run that has begun, as its page shows it. */
export interface RunJob {
  readonly name: string;
  /** Null while it runs. */
  readonly result: Conclusion | null;
  readonly steps: readonly RunStep[];
  readonly annotations: readonly RunAnnotation[];
  /** What its steps wrote to GITHUB_STEP_SUMMARY: markdown, masked. */
  readonly summary: string;
  /** Masked. */
  readonly log: string;
}

/** A job with its times. */
export interface TimedJob extends RunJob {
  readonly startedAt: Date;
  /** Null while it runs. */
  readonly completedAt: Date | null;
}

/** The runs of all repositories. The runner writes them, the REST operations read them. */
export interface Runs {
  create(run: {
    readonly event: WorkflowEvent;
    readonly workflowPath: string;
    readonly workflowName: string;
    readonly displayTitle: string;
  }): WorkflowRun;
  update(
    id: number,
    change: { readonly status?: RunStatus; readonly conclusion?: Conclusion | null },
  ): WorkflowRun;
  /** @returns its place among the run's jobs, for `updateJob` */
  addJob(id: number, job: RunJob): number;
  updateJob(id: number, place: number, job: RunJob): void;
  /** The jobs of the last attempt, in the order in which they began. */
  jobs(id: number): readonly TimedJob[];
  /** Same id, next attempt, queued again. @param by who asks for it; unless told, who started it before */
  restart(id: number, by?: string): WorkflowRun;
  get(id: number): WorkflowRun | undefined;
  /** Newest first. */
  list(repository: string): readonly WorkflowRun[];
}

/** A workflow's file at a commit. */
export interface WorkflowIdentity {
  /** Its `name:`. */
  readonly name: string;
  /** `owner/name` */
  readonly repository: string;
  readonly path: string;
  readonly ref: string;
  readonly sha: string;
}

/** What GitHub's OIDC issuer knows about a job. */
export interface IdTokenJob {
  readonly repository: Repository;
  /** Fully qualified: `refs/heads/main`. */
  readonly ref: string;
  readonly sha: string;
  /** Branches of a pull request. */
  readonly headRef?: string;
  readonly baseRef?: string;
  readonly runId: number;
  readonly runNumber: number;
  readonly runAttempt: number;
  readonly actor: string;
  readonly eventName: string;
  readonly environment?: string;
  readonly workflow: WorkflowIdentity;
  /** The called workflow that contains the job, if any. */
  readonly jobWorkflow?: WorkflowIdentity;
}

/** GitHub's OIDC issuer, at the address that it has on GitHub Enterprise Server. */
export interface IdTokenIssuer {
  /** The claim `iss`: `${url}/_services/token`. */
  readonly issuer: string;
  /** ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN of a job with `id-token: write`. */
  requestFor(job: IdTokenJob): { readonly url: string; readonly token: string };
  /**
   * A token that the issuer signs without an HTTP request, for use in attacks.
   * @param claims instead of the job's own; one that is undefined is left out
   */
  mint(job: IdTokenJob, audience?: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Signs with a new key from now on. Earlier keys stay published; a stale read does not show the new one. */
  rotateKey(): Promise<void>;
}

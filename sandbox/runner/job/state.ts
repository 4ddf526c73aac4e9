import type { StepRecord } from "../records.ts";
import type { Condition } from "../template/condition.ts";
import type { Scope } from "../template/token.ts";
import type { StepDefinition } from "../workflow/model.ts";
import type { JobFacts, Machine } from "./facts.ts";
import type { Status } from "./functions.ts";
import type { JobLog } from "./log.ts";
import type { Masks } from "./masks.ts";
import type { JobProcesses } from "./process.ts";
import type { Workspace } from "./workspace.ts";

/** `steps.<id>` */
export interface StepContext {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: string;
  readonly conclusion: string;
}

/** Steps that share a `steps` context: a job's, or one run of a composite action's. */
export interface StepScope {
  readonly steps: Record<string, StepContext>;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The file that contains the steps. */
  readonly file: string;
  /** Only in a composite action. */
  readonly composite: CompositeScope | undefined;
  /** How often each GITHUB_ACTION name was assigned. */
  readonly names: Map<string, number>;
}

export interface CompositeScope {
  /** `github.action_path` */
  readonly path: string;
  /** `github.action_repository` and `github.action_ref` of the action itself. */
  readonly github: Readonly<Record<string, unknown>>;
  /** The `env` of the step that uses the action. */
  readonly env: Readonly<Record<string, string>>;
  readonly depth: number;
  /** Aborted when the step that uses the action is stopped. */
  readonly signal: AbortSignal;
  /** What success() and failure() check in here. */
  status: Status;
}

export type Stage = "pre" | "main" | "post";

/** Something that execute can run: a step of a file, or an action's pre or post. */
export interface Runnable {
  readonly id: string | undefined;
  /** GITHUB_ACTION */
  readonly action: string;
  readonly stage: Stage;
  readonly condition: Condition;
  readonly definition: Pick<StepDefinition, "env" | "continueOnError" | "timeoutMinutes">;
  nameOf(scope: Scope): string;
  /** @throws StepError when the step fails */
  execute(execution: StepExecution): Promise<void>;
}

/** One run of a Runnable. */
export interface StepExecution {
  readonly job: JobState;
  readonly scope: StepScope;
  readonly runnable: Runnable;
  /** From the workflow, the job, earlier steps and this step. */
  readonly env: Readonly<Record<string, string>>;
  /** The part of it that this step adds, and the steps around it. */
  readonly ownEnv: Readonly<Record<string, string>>;
  /** Evaluates the step's own tokens. */
  readonly template: Scope;
  readonly name: string;
  /** Aborted when the step has to stop. */
  readonly signal: AbortSignal;
  /** Filled while it runs. */
  readonly outputs: Record<string, string>;
}

/** A job while it runs. */
export interface JobState {
  readonly facts: JobFacts;
  readonly machine: Machine;
  readonly workspace: Workspace;
  readonly masks: Masks;
  readonly log: JobLog;
  readonly processes: JobProcesses;
  /** The `github` context, including what only a job has. */
  readonly github: Readonly<Record<string, unknown>>;
  readonly runner: Readonly<Record<string, string>>;
  readonly debug: boolean;
  /** ACTIONS_ID_TOKEN_REQUEST_*, where the job may ask for OIDC tokens. */
  readonly idToken: Readonly<Record<string, string>>;
  /** Aborted when the job is cancelled. */
  readonly cancelled: AbortSignal;
  /** Aborted when a cancelled job takes too long. */
  readonly abandoned: AbortSignal;
  /** Without cancellation; see statusOf. */
  result: "success" | "failure";
  /** `env` of workflow and job, with what steps wrote to GITHUB_ENV. */
  env: Record<string, string>;
  /** What steps wrote to GITHUB_PATH, the last one first. */
  path: string[];
  summary: string;
  /** What still has to run after the main steps, the last one first. */
  readonly posts: { readonly runnable: Runnable; readonly scope: StepScope }[];
  readonly records: StepRecord[];
  /** What the sandbox itself could not do. */
  readonly problems: unknown[];
  stepStarted(name: string): void;
  stepFinished(record: StepRecord): void;
}

/** `job.status` */
export function statusOf(job: JobState): Status {
  return job.cancelled.aborted ? "cancelled" : job.result;
}

import type { GitHub, Permissions, Repository, WorkflowRun } from "../../github/model.ts";
import type { ActionStore } from "../actions/store.ts";
import type { Contexts } from "../template/expression.ts";
import type { StepsJob, WorkflowFile } from "../workflow/model.ts";
import type { StopTimes } from "./process.ts";

/** The machine that jobs run on. */
export interface Machine {
  readonly github: GitHub;
  /** The runner writes everything below it. */
  readonly directory: string;
  readonly actions: ActionStore;
  /** Whether the actions and workflows of a repository may be used from another: GitHub's setting "Access". */
  readonly isShared: (used: Repository, user: Repository) => boolean;
  /** The directory that stands for a container registry. */
  readonly registry: string;
  /** Variables of the machine itself, in addition to PATH and HOME. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stopTimes: StopTimes;
  /** How long a minute of `timeout-minutes` is, in ms. */
  readonly minute: number;
  /** Keep each job's directory. */
  readonly keepWorkspaces: boolean;
}

/** One run with the file that it started from. */
export interface RunFacts {
  readonly run: WorkflowRun;
  /** The file that the event started, also inside a called workflow. */
  readonly workflow: WorkflowFile;
  /** The `github.event` that expressions see. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Everything known about a job before it starts. */
export interface JobFacts extends RunFacts {
  /** The file that contains the job: for a called workflow, its own. */
  readonly file: WorkflowFile;
  readonly definition: StepsJob;
  /** Key for records: `caller.job`. */
  readonly recordId: string;
  readonly name: string;
  readonly permissions: Permissions;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly needs: Contexts;
  /** `matrix` */
  readonly combination: Readonly<Record<string, unknown>>;
  readonly hasMatrix: boolean;
  readonly strategy: {
    readonly "fail-fast": boolean;
    readonly "job-index": number;
    readonly "job-total": number;
    readonly "max-parallel": number;
  };
  readonly environment: string | undefined;
  /** Whole minutes. */
  readonly timeoutMinutes: number;
}

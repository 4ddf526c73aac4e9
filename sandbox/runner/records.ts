import type { Conclusion, Permissions, WorkflowRun } from "../github/model.ts";

/** What a run left behind, for callers: all text is masked. */

export type AnnotationLevel = "error" | "warning" | "notice";

export interface Annotation {
  readonly level: AnnotationLevel;
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

export interface StepRecord {
  /** The `id` from the file, if any. */
  readonly id: string | undefined;
  readonly name: string;
  /** Before `continue-on-error` is applied. */
  readonly outcome: Conclusion;
  readonly conclusion: Conclusion;
  /** Its part of the job's log. */
  readonly log: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

export interface JobRecord {
  /** The key under `jobs`; for a job of a called workflow, `caller.job`. */
  readonly id: string;
  /** As GitHub shows it: `build (20)`, `caller / job`. */
  readonly name: string;
  /** The job's result; `continue-on-error` does not change it. */
  readonly result: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  readonly environment: string | undefined;
  /** What its GITHUB_TOKEN was allowed to do. */
  readonly permissions: Permissions;
  readonly steps: readonly StepRecord[];
  readonly annotations: readonly Annotation[];
  /** Markdown of all its steps. */
  readonly summary: string;
  readonly log: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** One finished attempt of a run. */
export interface RunRecord {
  readonly run: WorkflowRun;
  readonly jobs: readonly JobRecord[];
  /** Of the run itself: an invalid workflow file, a cancelled wait. */
  readonly annotations: readonly Annotation[];
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** What happens, as it happens. */
export type Progress = { readonly at: Date; readonly run: WorkflowRun } & (
  | { readonly kind: "run-queued" | "run-pending" | "run-started" }
  | { readonly kind: "run-finished"; readonly record: RunRecord }
  | { readonly kind: "job-started"; readonly job: string }
  | { readonly kind: "job-finished"; readonly job: string; readonly record: JobRecord }
  | { readonly kind: "step-started"; readonly job: string; readonly step: string }
  | {
      readonly kind: "step-finished";
      readonly job: string;
      readonly step: string;
      readonly record: StepRecord;
    }
  | { readonly kind: "log"; readonly job: string; readonly line: string }
);

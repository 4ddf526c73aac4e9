/** What `${{ job.status }}` says in a post step: how the job ended. */
export const JOB_STATUSES = ["success", "failure", "cancelled"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

interface Outcome {
  /** The state that commit statuses and deployments have for it. */
  readonly state: "success" | "failure" | "error";
  readonly words: string;
}

/** How to say it on GitHub. */
export const OUTCOMES: Readonly<Record<JobStatus, Outcome>> = {
  success: { state: "success", words: "Succeeded" },
  failure: { state: "failure", words: "Failed" },
  cancelled: { state: "error", words: "Cancelled" },
};

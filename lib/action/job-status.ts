/** What `${{ job.status }}` says in a post step: how the job ended. */
export const JOB_STATUSES = ["success", "failure", "cancelled"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** The state that commit statuses and deployments have for it. */
export function outcomeOf(status: JobStatus): "success" | "failure" | "error" {
  return status === "cancelled" ? "error" : status;
}

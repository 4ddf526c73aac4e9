import * as core from "@actions/core";
import { inputs } from "./inputs.ts";

/** How a job ended, in GitHub's terms. */
export interface JobOutcome {
  /** The matching state of commit statuses and deployments. */
  readonly state: "success" | "failure" | "error";
  readonly words: string;
}

/** The values of `${{ job.status }}` in a post step. */
const OUTCOMES = new Map<string, JobOutcome>([
  ["success", { state: "success", words: "Succeeded" }],
  ["failure", { state: "failure", words: "Failed" }],
  ["cancelled", { state: "error", words: "Cancelled" }],
]);

/** An unknown status never passes for success. */
const UNKNOWN: JobOutcome = { state: "error", words: "Ended with an unknown status" };

/**
 * How the job ended, from the input `job-status`. Read it in the post step, where GitHub evaluates the input again. An
 * unknown value is reported as an error, so that no state stays pending forever.
 */
export function readJobOutcome(): JobOutcome {
  const status = inputs.optional("job-status") ?? "";
  const outcome = OUTCOMES.get(status);
  if (outcome !== undefined) return outcome;
  const known = [...OUTCOMES.keys()].join(" or ");
  core.warning(
    `Input job-status is ${JSON.stringify(status)}, not ${known}, so "error" is reported. Remove the input: its default is \${{ job.status }}.`,
    { title: "Unknown job status" },
  );
  return UNKNOWN;
}

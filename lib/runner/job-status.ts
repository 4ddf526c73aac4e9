import * as core from "@actions/core";
import { inputs } from "./inputs.ts";

/** How a job ended, in the words that GitHub has for it. */
export interface JobOutcome {
  /** The state that commit statuses and deployments have for it. */
  readonly state: "success" | "failure" | "error";
  readonly words: string;
}

/** What `${{ job.status }}` says in a post step. */
const OUTCOMES = new Map<string, JobOutcome>([
  ["success", { state: "success", words: "Succeeded" }],
  ["failure", { state: "failure", words: "Failed" }],
  ["cancelled", { state: "error", words: "Cancelled" }],
]);

/** Never taken for a success. */
const UNKNOWN: JobOutcome = { state: "error", words: "Ended, and GitHub does not say how" };

/**
 * How the job ended, by the input `job-status`: to be read in the post step, where GitHub has evaluated it again. One
 * that says nothing is an error, so that no state stays pending for ever.
 */
export function readJobOutcome(): JobOutcome {
  const status = inputs.optional("job-status") ?? "";
  const outcome = OUTCOMES.get(status);
  if (outcome !== undefined) return outcome;
  const known = [...OUTCOMES.keys()].join(" or ");
  core.warning(
    `Input job-status is ${JSON.stringify(status)}, and not ${known}: "error" is reported. Leave the input out, so that its default \${{ job.status }} holds.`,
    { title: "How the job ended is not known" },
  );
  return UNKNOWN;
}
